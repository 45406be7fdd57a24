import { setTimeout as pause } from 'node:timers/promises';
import type { CritiqueCache } from './ports/critiques.ts';

/** How long a cache that refuses a critique is asked again, and how soon, ms. */
const PATIENCE_MS = 15 * 60_000;
const PAUSE_MS = 500;

/**
 * What was paid for is not given up because the cache takes nothing at the moment; not even when another worker has the job by then.
 * @throws whatever the cache throws after 15 minutes
 */
export function createKeep(
  critiques: Pick<CritiqueCache, 'put'>,
  onRefused: (error: unknown) => void,
): CritiqueCache['put'] {
  return async (fingerprint, cached) => {
    const until = performance.now() + PATIENCE_MS;
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await critiques.put(fingerprint, cached);
      } catch (error) {
        if (performance.now() > until) throw error;
        if (isFirst) onRefused(error);
        await pause(PAUSE_MS);
      }
    }
  };
}
