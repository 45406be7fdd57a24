import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Critique,
  critiqueSchema,
  type ExifFacts,
  LANGUAGES,
  type Language,
  PHOTO_TYPES,
  TONES,
  withScore,
} from '@jmj/contracts';
import { LOCAL_MODEL } from '@jmj/core';
import { makePhoto, type PhotoRecipe } from '@jmj/testing/photo-maker';
import { createLocalJudge } from '@jmj/vision';

/** The text of a cache entry. None of the sentences in it was used to make the dictionaries. */
export interface Entry {
  language: Language;
  text: string;
}

const SIZE = { width: 384, height: 256 };
const RECIPES: PhotoRecipe[] = [
  { seed: 11 },
  { seed: 12, exposure: -2.5 },
  { seed: 13, exposure: 2 },
  { seed: 14, blur: 3 },
  { seed: 15, noise: 18 },
  { seed: 16, exposure: -1.5, noise: 10 },
].map((recipe) => ({ ...recipe, ...SIZE }));

const CAMERAS: ExifFacts[] = [
  { camera: 'FUJIFILM X100V', iso: 640, aperture: 4, shutterSeconds: 0.008, focalLength: 23 },
  { camera: 'Google Pixel 8', iso: 52, aperture: 1.68, shutterSeconds: 0.000734, focalLength: 6.9 },
  { camera: 'Panasonic DC-G9', lens: 'LEICA DG 12-60/F2.8-4.0', iso: 200, aperture: 5.6, focalLength: 41 },
  {},
];

const FREE = { begin: async () => undefined, end: async () => {} };

/** What the local judge says: every tone in every language on photos that differ in what is wrong with them. */
export async function localEntries(): Promise<Entry[]> {
  const judge = createLocalJudge();
  const entries: Entry[] = [];
  for (const [index, recipe] of RECIPES.entries()) {
    const jpeg = await makePhoto(recipe);
    const plan = { ...SIZE, tokens: { min: 0, expected: 0, max: 0 } };
    const original = { ...SIZE, format: 'jpeg' as const };
    const photo = { jpeg, ...SIZE, plan, original, exif: CAMERAS[index % 4] };
    for (const language of LANGUAGES)
      for (const [turn, tone] of TONES.entries()) {
        const photoType = PHOTO_TYPES[(index * TONES.length + turn) % PHOTO_TYPES.length] ?? 'general';
        const asked = { tone, language, photoType, model: LOCAL_MODEL };
        const task = { photo, ...asked, quality: 'standard' as const, tier: 'default' as const };
        const { critique } = await judge.judge(task, FREE, AbortSignal.timeout(60_000));
        entries.push({ language, text: entryText('local', withScore(critique), entries.length) });
      }
  }
  return entries;
}

/** Critiques as a language model writes them by our prompts, four in each language, written for this by hand. */
export function modelEntries(): Entry[] {
  const critiques = LANGUAGES.flatMap((language) =>
    readFixtures(language).map((critique) => ({ language, critique })),
  );
  return critiques.map(({ language, critique }, index) => ({
    language,
    text: entryText('openai', critique, index),
  }));
}

function readFixtures(language: Language): Critique[] {
  const fixtures: { critique: unknown }[] = JSON.parse(
    readFileSync(join(import.meta.dirname, `fixtures/${language}.json`), 'utf8'),
  );
  return fixtures.map(({ critique }) => critiqueSchema.parse(critique));
}

/** A line of facts for us, then what every caller is told, as the cache writes them. */
function entryText(source: 'openai' | 'local', critique: Critique, index: number): string {
  const judgedAt = Date.UTC(2026, 10, 20) + index * 4_321_987;
  const model = source === 'openai' ? 'gpt-6-luna' : LOCAL_MODEL;
  const tokens = { inputTokens: 2711 + 13 * index, cachedTokens: 1792, outputTokens: 850 + 7 * index };
  const facts = {
    source,
    ...(source === 'openai' && { cost: { usd: (800 + index) / 1e6, ...tokens, model } }),
    judgedAt: new Date(judgedAt).toISOString(),
  };
  const answer = {
    model,
    photo: {
      sha256: createHash('sha256').update(String(index)).digest('hex'),
      bytes: 1_200_345 + 7919 * index,
      width: 4032,
      height: 3024,
      format: 'jpeg',
    },
    exif: CAMERAS[index % CAMERAS.length],
    critique,
  };
  return `${JSON.stringify(facts)}\n${JSON.stringify(answer).slice(1)}`;
}
