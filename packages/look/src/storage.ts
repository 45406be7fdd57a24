/** Storage may be forbidden by the browser: the page then works without a memory. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
