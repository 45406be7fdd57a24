/** Upper bounds in ms, each √2 times the one before, from 0.5 ms to 131 s. What is slower falls beyond the last. */
export const TIME_BOUNDS_MS: readonly number[] = Array.from({ length: 37 }, (_, n) => 0.5 * 2 ** (n / 2));

/** Which slot of a histogram an answer time belongs to: the first bound that is not below it. */
export function timeSlot(ms: number): number {
  if (!(ms > 0.5)) return 0;
  return Math.min(Math.ceil(2 * Math.log2(ms / 0.5) - 1e-9), TIME_BOUNDS_MS.length);
}

/**
 * The time under which `share` (0 to 1) of the answers stayed, in ms. It is told from slots: the true value lies in the same
 * slot, so it is at most √2 times away. `undefined` when there are no answers.
 */
export function timeQuantile(slots: readonly number[], share: number): number | undefined {
  const total = slots.reduce((sum, n) => sum + n, 0);
  if (total === 0) return undefined;
  let left = share * total;
  for (const [slot, n] of slots.entries()) {
    if (n > 0 && left <= n) {
      const above = TIME_BOUNDS_MS[slot];
      const below = slot === 0 ? 0 : (TIME_BOUNDS_MS[slot - 1] ?? 0);
      return above === undefined ? below : below + (above - below) * (left / n);
    }
    left -= n;
  }
  return TIME_BOUNDS_MS.at(-1);
}
