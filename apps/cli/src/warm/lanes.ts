/** Does `work` for each, `atOnce` at a time, in their order. Begins none after the signal; rejects with the first error. */
export async function forEachAtOnce<T>(
  all: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const waiting = all.values();
  async function lane(): Promise<void> {
    for (const one of waiting) {
      if (signal.aborted) return;
      await work(one);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, lane));
}
