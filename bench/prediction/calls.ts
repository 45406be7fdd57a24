import { LANGUAGES, PHOTO_TYPES, QUALITIES, TONES } from '@jmj/contracts';
import type { CallReport, Dimensions } from '@jmj/core';
import { createPhotoPreparer } from '@jmj/photos';
import { createImagePlanner } from '@jmj/pricing';
import { startOpenaiServer } from '@jmj/testing/openai-server';
import { makePhoto } from '@jmj/testing/photo-maker';
import { createOpenaiJudge } from '@jmj/vision';
import type { Pair } from './report.ts';

const CAMERAS = [undefined, { Model: 'X100V' }, true] as const;
const pick = <T>(from: readonly T[], at: number): T => from[at % from.length] as T;

/** Real photos, prepared as planned and judged by the test server, which counts what arrives with its own rules. */
export async function callFor(model: string, shapes: readonly Dimensions[]): Promise<Pair[]> {
  const openai = await startOpenaiServer();
  const judge = createOpenaiJudge({ apiKey: 'sk-bench', baseUrl: openai.url, timeoutMs: 60_000 });
  const planner = createImagePlanner();
  const preparer = createPhotoPreparer();
  const pairs: Pair[] = [];
  const end = async ({ usage, predicted }: CallReport) => {
    if (usage && predicted) pairs.push({ predicted: predicted.inputTokens, counted: usage.inputTokens });
  };
  try {
    for (const [at, shape] of shapes.entries()) {
      const quality = pick(QUALITIES, at);
      const exif = pick(CAMERAS, at);
      const bytes = await makePhoto({ seed: at, ...shape, ...(exif && { exif }) });
      const photo = await preparer.prepare(bytes, (original) => planner.plan(model, quality, original));
      const asked = {
        tone: pick(TONES, at),
        language: pick(LANGUAGES, at),
        photoType: pick(PHOTO_TYPES, at),
      };
      await judge.judge(
        { photo, ...asked, model, quality, tier: 'default' },
        { begin: async () => {}, end },
        new AbortController().signal,
      );
    }
  } finally {
    await openai.close();
  }
  return pairs;
}
