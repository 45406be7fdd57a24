import { createHash } from 'node:crypto';
import type { Analysis } from '@jmj/contracts';
import type { OpenaiServer } from '../openai-server.ts';
import type { Accepted } from './clients.ts';
import type { RssSample } from './kept.ts';
import { numberOf } from './photos.ts';

/** Answers that cost money and are of no use. */
const UNUSABLE = new Set(['cut', 'cut-off', 'malformed-body', 'malformed-json', 'schema-breaking']);

export interface PaidCalls {
  /** Calls that reached the provider, refused ones included. */
  made: number;
  /** Answered with a critique, whether or not somebody was still there to hear it. */
  good: number;
  /** Paid for, and of no use: cut off or malformed. */
  unusable: number;
}

export function countPaid(server: OpenaiServer): PaidCalls {
  const kinds = server.calls.map((call) => call.behaviour ?? '');
  const unusable = kinds.filter((kind) => UNUSABLE.has(kind)).length;
  return { made: kinds.length, good: server.bill.calls.length - unusable, unusable };
}

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

export interface MemoryFigures {
  name: string;
  /** Medians of the first and the last third, bytes. */
  firstBytes: number;
  lastBytes: number;
  mostBytes: number;
}

const median = (numbers: number[]): number =>
  [...numbers].sort((one, two) => one - two)[Math.floor(numbers.length / 2)] ?? 0;

/** Of processes that have warmed up, so that one that was just started does not flatter the others. */
const WARM_MS = 2500;

export function memoryOf(samples: RssSample[]): MemoryFigures[] {
  const end = Math.max(...samples.map(({ at }) => at));
  return [...new Set(samples.map(({ name }) => name))].map((name) => {
    const own = samples.filter((it) => it.name === name && it.age > WARM_MS);
    const within = (from: number, to: number) =>
      median(own.filter(({ at }) => at >= from * end && at <= to * end).map(({ bytes }) => bytes));
    return {
      name,
      firstBytes: within(0.05, 1 / 3),
      lastBytes: within(2 / 3, 1),
      mostBytes: Math.max(0, ...own.map(({ bytes }) => bytes)),
    };
  });
}
