/**
 * A key for each call: when its answer was lost on the way, the service answers the retry with what the first one came to.
 * Nothing where there are no random ids: in a page without a secure context.
 */
export function onlyOnce(): Record<string, string> {
  // Typed as always there, but not in such a page.
  const key = (globalThis.crypto as typeof globalThis.crypto | undefined)?.randomUUID?.();
  return key === undefined ? {} : { 'idempotency-key': `"${key}"` };
}
