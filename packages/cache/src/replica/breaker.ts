/** So many slow answers in a row are no accident. */
const MOST_SLOW = 3;

/**
 * Leaves a server alone for `restMs` when it has failed or has been slow several times; then lets one call at a time try it,
 * until one succeeds.
 */
export function createBreaker(restMs: number) {
  let state: 'closed' | 'resting' | 'trying' = 'closed';
  let restUntil = 0;
  let slow = 0;

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
    wasSlow(): void {
      slow++;
      if (state !== 'closed' || slow >= MOST_SLOW) rest();
    },
  };
}
