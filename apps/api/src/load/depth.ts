import { setTimeout as sleep } from 'node:timers/promises';
import type { Priority } from '@jmj/contracts';
import { Failure } from '@jmj/core';

/** Jobs that wait, by class; `held` wait for a slot or for their next attempt, of whatever class. */
export type Waiting = Record<Priority | 'held', number>;

export interface DepthLimits {
  /** Jobs that somebody waits for; 0: any number. */
  maxLive: number;
  /** Jobs for later, of the classes `economy` and `warm`; 0: any number. */
  maxPatient: number;
}

export interface Depth {
  /**
   * Whether one more job of any of these classes may be added.
   * @throws Failure `overloaded` when none may
   */
  admit(...classes: Priority[]): Promise<void>;
}

/** A figure is good for so long, ms: by what comes in this time the bound may be passed. */
const GOOD_MS = 250;
/** A figure that takes longer is not waited for, ms. */
const PATIENCE_MS = 100;
const RETRY_MS = 5000;

/** Bounds how many jobs wait, by a figure that is read once for all who ask within 250 ms. */
export function createDepth(read: () => Promise<Waiting>, { maxLive, maxPatient }: DepthLimits): Depth {
  let figure: Promise<Waiting | undefined> | undefined;
  let readAt = 0;

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
      throw new Failure('overloaded', 'Too many jobs are waiting: try again in a moment', {
        retryAfterMs: RETRY_MS,
      });
    },
  };
}
