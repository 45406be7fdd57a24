import { randomUUID } from 'node:crypto';
import type { Statistics } from '@jmj/core';
import type { Redis } from 'ioredis';
import { bucketAt, minuteOf } from './buckets.ts';
import type { Counts } from './fields.ts';
import { addEvent, addTally, emptyTally, noteMinute, totalsOf } from './tally.ts';
import { type Batch, writeBatch } from './write.ts';

export interface StatisticsOptions {
  /** The queue's Redis: the cache's may evict what it likes. It stays the caller's to close. */
  redis: Redis;
  /** @default '' */
  keyPrefix?: string | undefined;
  /** How often counts go to Redis, ms. @default 2000 */
  flushMs?: number | undefined;
  /** ms since 1970. @default Date.now */
  now?: (() => number) | undefined;
  /** Hears, once per outage, why counts could not be delivered: they are kept. */
  onError?: ((error: unknown) => void) | undefined;
}

export interface StatisticsRecorder extends Statistics {
  /** Delivers what has been counted so far. Never throws: what cannot be delivered is kept. */
  flush(): Promise<void>;
  /** What this process has counted since it started. */
  counted(): Counts;
  /** Batches that wait for Redis. */
  pending(): number;
  /** Delivers what is left, if Redis is there to take it. */
  close(): Promise<void>;
}

/** Of an outage so many five-minute buckets are kept apart (three hours); of a longer one the oldest are added together. */
const MAX_PENDING = 36;
/** Closing does not wait longer for a Redis that does not answer, ms. */
const CLOSE_PATIENCE_MS = 2000;

/** Counts in memory, and adds the counts to the fleet's buckets on Redis now and then. */
export function createStatistics(options: StatisticsOptions): StatisticsRecorder {
  const { redis, keyPrefix = '', flushMs = 2000, now = Date.now, onError = () => {} } = options;
  const target = { keyPrefix, writer: randomUUID() };
  const sinceStart = emptyTally();
  const pending: Batch[] = [];
  let current = emptyTally();
  let events = 0;
  let batches = 0;
  let sending: Promise<void> | undefined;
  let failing = false;

  /** Puts what has been counted since the last time in line, under the bucket of now. */
  function seal(): void {
    if (events === 0) return;
    const tally = current;
    const at = now();
    current = emptyTally();
    events = 0;
    addTally(sinceStart, tally);
    noteMinute(tally, minuteOf(at));
    const last = pending.at(-1);
    if (last && !last.sent && bucketAt('fiveMinutes', last.at) === bucketAt('fiveMinutes', at)) {
      addTally(last.tally, tally);
    } else {
      batches += 1;
      pending.push({ number: batches, at, tally, sent: false });
    }
    if (pending.length > MAX_PENDING) {
      const [oldest] = pending.splice(pending[0]?.sent ? 1 : 0, 1);
      const next = pending[pending[0]?.sent ? 1 : 0];
      if (oldest && next) addTally(next.tally, oldest.tally);
    }
  }

  async function send(): Promise<void> {
    // A connection that queues commands while Redis is away would hold the first batch for as long.
    if (redis.status !== 'ready') return;
    try {
      for (let batch = pending[0]; batch; batch = pending[0]) {
        batch.sent = true;
        await writeBatch(redis, target, batch);
        pending.shift();
      }
      failing = false;
    } catch (error) {
      if (!failing) onError(error);
      failing = true;
    }
  }

  async function flush(): Promise<void> {
    seal();
    sending ??= send().finally(() => {
      sending = undefined;
    });
    await sending;
  }

  const timer = setInterval(() => void flush(), flushMs);
  timer.unref();

  return {
    count(event) {
      events += 1;
      addEvent(current, event);
    },
    flush,
    counted() {
      const all = emptyTally();
      addTally(all, sinceStart);
      addTally(all, current);
      return totalsOf(all);
    },
    pending: () => pending.length,
    async close() {
      clearInterval(timer);
      let patience: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        patience = setTimeout(resolve, CLOSE_PATIENCE_MS);
      });
      // Twice: a delivery that was under way may have begun before the last counts.
      await Promise.race([flush().then(flush), enough]);
      clearTimeout(patience);
    },
  };
}
