import { setImmediate } from 'node:timers/promises';

/** The longest that a loop keeps the event loop to itself, in milliseconds. */
const SLICE_MS = 4;

/** Runs long loops in slices, so that locks are renewed and heartbeats sent in between. */
export interface Pace {
  /** Calls `step(0 … count - 1)` in order. @throws the signal's reason when it is aborted meanwhile */
  each(count: number, step: (index: number) => void): Promise<void>;
}

/** One pace is shared by all loops of a photo: short loops in a row must not add up to a long one. */
export function createPace(signal: AbortSignal, now: () => number = () => performance.now()): Pace {
  let sliceStart = now();
  return {
    async each(count, step) {
      for (let index = 0; index < count; index++) {
        step(index);
        if (now() - sliceStart < SLICE_MS) continue;
        await setImmediate();
        signal.throwIfAborted();
        sliceStart = now();
      }
    },
  };
}
