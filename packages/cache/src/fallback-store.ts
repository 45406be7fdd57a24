import type { ByteStore } from './byte-store.ts';

/**
 * Redis while it answers, memory while it does not, and Redis again as soon as it is back. No call waits for a dead server.
 * What is written while Redis is away is kept for this process only.
 */
export function createFallbackStore(
  redis: ByteStore,
  memory: ByteStore,
  options: { isUp: () => boolean; onDown: (error: unknown) => void; onUp: () => void },
): ByteStore {
  let down = false;
  const fell = (error: unknown) => {
    if (!down) options.onDown(error);
    down = true;
  };
  const rose = () => {
    if (down) options.onUp();
    down = false;
  };

  async function attempt<T>(onRedis: () => Promise<T>, onMemory: () => Promise<T>): Promise<T> {
    if (!options.isUp()) {
      fell(new Error('not connected'));
      return onMemory();
    }
    try {
      const answer = await onRedis();
      rose();
      return answer;
    } catch (error) {
      fell(error);
      return onMemory();
    }
  }

  return {
    get kind() {
      return down ? memory.kind : redis.kind;
    },
    async get(key) {
      const found = await attempt(
        () => redis.get(key),
        () => memory.get(key),
      );
      // What was made while Redis was away is still only here.
      return found ?? memory.get(key);
    },
    set: (key, value, ttl) =>
      attempt(
        () => redis.set(key, value, ttl),
        () => memory.set(key, value, ttl),
      ),
    async delete(keys) {
      const here = await memory.delete(keys);
      return attempt(
        () => redis.delete(keys),
        async () => here,
      );
    },
    async clear(prefix) {
      const here = await memory.clear(prefix);
      return attempt(
        () => redis.clear(prefix),
        async () => here,
      );
    },
    stats: (prefix) =>
      attempt(
        () => redis.stats(prefix),
        () => memory.stats(prefix),
      ),
  };
}
