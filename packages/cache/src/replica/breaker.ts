/** So many slow answers, each asked for after the last, are no accident; many at once may be one hiccup. */
const MOST_SLOW = 3;

/**
 * Leaves a server alone for `restMs` when it has failed or has been slow several times; then lets one call at a time try it,
 * until one succeeds.
 */
export function createBreaker(restMs: number) {
  let state: 'closed' | 'resting' | 'trying' = 'closed';
  let restUntil = 0;
  let slow = 0;
  let slowAt = 0;

  function rest(): void {
    state = 'resting';
    slow = 0;
    restUntil = performance.now() + restMs;
  }

  return {
    /** Every call that is let through must tell how it went. */
    admits(): boolean {
      if (state === 'closed') return true;
      if (state === 'trying' || performance.now() < restUntil) return false;
      state = 'trying';
      return true;
    },
    succeeded(): void {
      // One that set out before the rest began proves nothing.
      if (state === 'resting') return;
      state = 'closed';
      slow = 0;
    },
    failed(): void {
      rest();
    },
    wasSlow(askedAt: number): void {
      if (state === 'closed' && askedAt < slowAt) return;
      slowAt = performance.now();
      slow++;
      if (state !== 'closed' || slow >= MOST_SLOW) rest();
    },
  };
}
