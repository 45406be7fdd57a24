/** Keys, or everything, that were marked less than `forMs` ago. Forgets the others on the way. */
export function createMarks(forMs: number) {
  /** In the order of marking, which is the order of lapsing. */
  const markedAt = new Map<string, number>();
  let allAt = Number.NEGATIVE_INFINITY;

  function dropLapsed(now: number): void {
    for (const [key, at] of markedAt) {
      if (now - at <= forMs) return;
      markedAt.delete(key);
    }
  }

  return {
    mark(keys: string[]): void {
      const now = performance.now();
      dropLapsed(now);
      for (const key of keys) {
        markedAt.delete(key);
        markedAt.set(key, now);
      }
    },
    markAll(): void {
      markedAt.clear();
      allAt = performance.now();
    },
    has(key: string): boolean {
      const now = performance.now();
      const at = Math.max(allAt, markedAt.get(key) ?? Number.NEGATIVE_INFINITY);
      return now - at <= forMs;
    },
  };
}
