import { setTimeout as sleep } from 'node:timers/promises';
import type { Priority } from '@jmj/contracts';
import { Failure } from '@jmj/core';

/** Jobs that wait, by class; `held` wait for a slot or for their next attempt, of whatever class; `batched` are items of batches. */
export type Waiting = Record<Priority | 'held' | 'batched', number>;

export interface DepthLimits {
  /** Jobs that somebody waits for; 0: any number. */
  maxLive: number;
  /** Jobs for later, of the classes `economy` and `warm`; 0: any number. */
  maxPatient: number;
  /** Items of batches that have not ended; 0: any number. */
  maxBatched: number;
}

export interface Depth {
  /**
   * Whether one more job of any of these classes may be added.
   * @throws Failure `overloaded` when none may
   */
  admit(...classes: Priority[]): Promise<void>;
  /**
   * Whether a batch of so many items may be made. What is answered is to be called when it was, or was not.
   * @throws Failure `overloaded`
   */
  admitBatch(items: number): Promise<() => void>;
}

/** A figure is good for so long, ms: by what comes in this time the bound may be passed. */
const GOOD_MS = 250;
/** A figure that takes longer is not waited for, ms. */
const PATIENCE_MS = 100;
const RETRY_MS = 5000;
/** Batches take their time, ms. */
const BATCH_RETRY_MS = 60_000;

const tooDeep = (what: string, retryAfterMs: number): Failure =>
  new Failure('overloaded', `Too many ${what} are waiting: try again in a moment`, { retryAfterMs });

/** Bounds how many jobs wait, by a figure that is read once for all who ask within 250 ms. */
export function createDepth(
  read: () => Promise<Waiting>,
  { maxLive, maxPatient, maxBatched }: DepthLimits,
): Depth {
  let figure: Promise<Waiting | undefined> | undefined;
  let readAt = 0;
  /** Items of batches that are being made here: the figure does not know of them yet. */
  let making = 0;

  function look(): Promise<Waiting | undefined> {
    const now = performance.now();
    if (figure && now - readAt < GOOD_MS) return figure;
    readAt = now;
    // Without Redis nobody is refused here: adding the job will say it better.
    const late = sleep(PATIENCE_MS, undefined, { ref: false });
    figure = Promise.race([read(), late]).catch(() => undefined);
    return figure;
  }

  function hasRoom(waiting: Waiting, priority: Priority): boolean {
    const { live, economy, warm, held } = waiting;
    const patient = economy + warm + held;
    if (priority !== 'live') return maxPatient === 0 || patient < maxPatient;
    if (maxLive === 0) return true;
    return live < maxLive && (maxPatient === 0 || live + patient < maxLive + maxPatient);
  }

  return {
    async admit(...classes) {
      const waiting = await look();
      if (!waiting || classes.some((it) => hasRoom(waiting, it))) return;
      throw tooDeep('jobs', RETRY_MS);
    },
    async admitBatch(items) {
      const waiting = await look();
      const others = (waiting?.batched ?? 0) + making;
      // One that would never fit is let in alone.
      if (maxBatched > 0 && others > 0 && others + items > maxBatched)
        throw tooDeep('batches', BATCH_RETRY_MS);
      making += items;
      return () => {
        making -= items;
        figure = undefined;
      };
    },
  };
}
