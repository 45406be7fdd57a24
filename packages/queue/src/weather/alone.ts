import type { Hold } from '@jmj/core';

/**
 * What one process goes by while Redis refuses to tell the fleet's weather (out of memory, no disk, read-only): the pauses it heard
 * of last, and those that its own calls end with. There is no limit beside: such a Redis hands out no jobs, so that no more calls
 * are made than the process has jobs in hand.
 */
export function createAlone(now: () => number = Date.now) {
  const pauses = new Map<string, { hold: Hold; until: number }>();
  return {
    /** What was last said of the model: that it has to be waited for, or that it need not. */
    heard(model: string, hold: Hold | undefined): void {
      if (hold) pauses.set(model, { hold, until: now() + hold.ms });
      else pauses.delete(model);
    },
    hold(model: string): Hold | undefined {
      const { hold, until = 0 } = pauses.get(model) ?? {};
      return hold && until > now() ? { ...hold, ms: until - now() } : undefined;
    },
  };
}
