import type { Redis } from 'ioredis';

/** The cache gives way when the server is fuller than this. */
const FULL = 0.9;
/** The server is asked at most so often, ms. */
const EVERY_MS = 1000;
/** What one caller is asked to free at most, bytes. */
const MOST_AT_ONCE = 262_144;

const field = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);

/**
 * How many bytes the caller should free because the server uses more than nine tenths of its `maxmemory`. What is over
 * is shared out among callers. 0 when there is no limit, or the server will not tell.
 */
export function createPressure(redis: Redis): () => Promise<number> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let over = 0;

  async function ask(): Promise<void> {
    askedAt = performance.now();
    const info = await redis.info('memory').catch(() => '');
    const limit = field(info, 'maxmemory');
    over = limit > 0 ? Math.max(0, field(info, 'used_memory') - limit * FULL) : 0;
  }

  return async () => {
    if (performance.now() - askedAt >= EVERY_MS) await ask();
    const share = Math.min(over, MOST_AT_ONCE);
    over -= share;
    return share;
  };
}
