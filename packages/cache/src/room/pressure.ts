import type { Redis } from 'ioredis';

/** The cache gives way when the server is fuller than this. */
const FULL = 0.9;
/** The server is asked at most so often, ms. */
const EVERY_MS = 1000;

const field = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);

/** Whether a server with a `maxmemory` uses more than nine tenths of it; not so when it will not tell. */
export function createPressure(redis: Redis): () => Promise<boolean> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let full = false;
  return async () => {
    if (performance.now() - askedAt < EVERY_MS) return full;
    askedAt = performance.now();
    const info = await redis.info('memory').catch(() => '');
    const limit = field(info, 'maxmemory');
    full = limit > 0 && field(info, 'used_memory') > limit * FULL;
    return full;
  };
}
