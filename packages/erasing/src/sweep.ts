import { createQuarantine, inOneOfTheFleet } from '@jmj/queue';
import { keyTag } from '@jmj/redis';
import type { Redis } from 'ioredis';

const LONGEST_MS = 172_800_000;
const SWEEP_EVERY_MS = 300_000;
/** A page of so many keys takes Redis less than a millisecond. */
const PAGE = 250;

/** Sorted sets of what is somebody's, by what their names begin with. */
interface Index {
  start: string;
  /** Members of this score, or a lower one, are over. @param now ms since 1970 */
  over: (now: number) => number;
}

const queueIndexes = (keyPrefix: string): Index[] => {
  const over = (now: number) => now;
  const base = keyTag(keyPrefix);
  return [
    { start: `${keyPrefix}user:`, over },
    { start: `${keyPrefix}owners:`, over },
    { start: `${base}:user:`, over },
    { start: `${base}:once:by:`, over },
    // Scored by when a line was written.
    { start: `${base}:ledger:u:`, over: (now) => now - LONGEST_MS },
    { start: `${base}:ledger:calls`, over: (now) => now - LONGEST_MS },
  ];
};

const cacheIndexes = (keyPrefix: string): Index[] => [
  { start: `${keyPrefix}twin:`, over: (now) => Math.floor(now / 1000) },
];

/** Drops what is over; answers how many members. Asks for page after page, so that nobody is held up. */
async function sweep(redis: Redis, keyPrefix: string, indexes: Index[]): Promise<number> {
  let dropped = 0;
  const pages = redis.scanStream({ match: `*${keyPrefix}*`, count: PAGE, type: 'zset' });
  for await (const keys of pages as AsyncIterable<string[]>) {
    const gone = keys.map((key) => {
      const index = indexes.find(({ start }) => key.startsWith(start));
      return index ? redis.zremrangebyscore(key, '-inf', index.over(Date.now())) : 0;
    });
    for (const members of await Promise.all(gone)) dropped += members;
  }
  return dropped;
}

export interface IndexesDeps {
  /** The queue's Redis. */
  queue: Redis;
  /** The cache's. */
  cache: Redis;
  /** Both are one server. */
  isShared: boolean;
  keyPrefix: string;
}

/**
 * An index lives as long as its youngest member, and drops the others when it is written to. Of somebody who comes every day it would
 * keep what is over until they come again: hence this.
 */
export async function sweepIndexes({ queue, cache, isShared, keyPrefix }: IndexesDeps): Promise<number> {
  await createQuarantine(queue, keyPrefix).list(); // which drops what is over
  const [ofQueue, ofCache] = [queueIndexes(keyPrefix), cacheIndexes(keyPrefix)];
  if (isShared) return sweep(queue, keyPrefix, [...ofQueue, ...ofCache]);
  return (await sweep(queue, keyPrefix, ofQueue)) + (await sweep(cache, keyPrefix, ofCache));
}

/** Every five minutes, in one process of the fleet at a time. Connections stay the caller's to close. */
export const startSweepingIndexes = (
  deps: IndexesDeps & { onError: (error: unknown) => void },
): { stop(): void } =>
  inOneOfTheFleet(deps.queue, deps.keyPrefix, {
    name: 'indexes',
    sweep: () => sweepIndexes(deps),
    onError: deps.onError,
    everyMs: SWEEP_EVERY_MS,
  });
