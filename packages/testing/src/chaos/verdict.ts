import { createHash } from 'node:crypto';
import type { Analysis } from '@jmj/contracts';
import type { OpenaiServer } from '../openai-server.ts';
import type { Accepted } from './clients.ts';
import { numberOf } from './photos.ts';

/** What every text begins with that the provider wrote for a photo, by the photo's number. */
async function wordsByPhoto(server: OpenaiServer): Promise<Map<number, Set<string>>> {
  const words = new Map<number, Set<string>>();
  for (const { image } of server.calls) {
    if (!image) continue;
    const number = await numberOf(image.bytes);
    const said = createHash('sha256').update(image.bytes).digest('hex').slice(0, 4);
    words.set(number, (words.get(number) ?? new Set()).add(said));
  }
  return words;
}

function textsOf({ critique }: Analysis): string[] {
  if (!critique) return [];
  return [critique.summary, ...critique.keyInsights, ...critique.suggestions, critique.technical.lighting];
}

/** Analyses whose critique was not written for their photo. */
export async function countWrong(server: OpenaiServer, accepted: Accepted[]): Promise<number> {
  const words = await wordsByPhoto(server);
  return accepted.filter(({ number, analysis }) => {
    if (analysis?.status !== 'completed') return false;
    const texts = textsOf(analysis);
    const said = words.get(number) ?? new Set();
    return texts.length === 0 || !texts.every((text) => said.has(text.slice(0, 4)));
  }).length;
}

/** Keys that may stay: BullMQ's own frame, budgets as they were set, and figures that name nobody. */
const LASTING = [
  /\}:budget:(rules|tenants)$/,
  /\{jmj\}:predictions$/,
  /jmj:cache\}:account$/,
  /\}:(analyses|fetches|batches)$/,
  /\}:(analyses|fetches|batches):(meta|id|events|wait|active|delayed|prioritized|completed|failed|pc|marker|stalled|stalled-check|limiter|metrics:.*)$/,
];

/** Shapes of keys without a TTL that ought to have one, with how many there are of each. */
export function withoutTtl(
  keys: Map<string, number>,
  finishedJobs: ReadonlySet<string>,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const [key, ttl] of keys) {
    if (ttl !== -1 || LASTING.some((it) => it.test(key))) continue;
    const [, jobId] = /\}:analyses:([\w-]+)$/.exec(key) ?? [];
    if (jobId !== undefined && finishedJobs.has(jobId)) continue; // kept for Bull Board, and swept by age
    const shape = key.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}/g, '*');
    found.set(shape, (found.get(shape) ?? 0) + 1);
  }
  return found;
}

/** How many there are of each. */
export function tally(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
