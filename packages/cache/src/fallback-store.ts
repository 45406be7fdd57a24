import type { ByteStore } from './byte-store.ts';
import { createJournal } from './journal.ts';

export interface FallbackOptions {
  isUp: () => boolean;
  onDown: (error: unknown) => void;
  onUp: () => void;
  /** Settles when the first connection has been made or has failed: the first calls wait for it. */
  opening?: Promise<unknown> | undefined;
}

export interface FallbackStore extends ByteStore {
  /**
   * Has `work` done as soon as Redis is back, in the order of asking; asking again under the same name replaces what was owed.
   * False when too much is owed already.
   */
  owe(name: string, work: () => Promise<unknown>): boolean;
  /** Does what is owed. Rejects while Redis is away. */
  catchUp(): Promise<void>;
}

/** A Redis that has just failed a command is left alone for so long, ms: no second call waits for it in vain. */
const COOL_DOWN_MS = 1000;

/** Redis has answered, and the answer is no: it is not away. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'ReplyError';

/**
 * Redis while it answers, memory while it does not, and Redis again as soon as it is back. No call waits for a dead server.
 * What is written, deleted or cleared while Redis is away is made up for when it is back, before anything is read from it.
 */
export function createFallbackStore(
  redis: ByteStore,
  memory: ByteStore,
  options: FallbackOptions,
): FallbackStore {
  const journal = createJournal(isRefusal);
  let down = false;
  let retryAt = 0;

  function fell(error: unknown): void {
    if (!down) options.onDown(error);
    down = true;
  }

  function rose(): void {
    if (down) options.onUp();
    down = false;
  }

  async function attempt<T>(onRedis: () => Promise<T>, onMemory: () => Promise<T>): Promise<T> {
    await options.opening;
    if (!options.isUp()) {
      fell(new Error('not connected'));
      return onMemory();
    }
    if (Date.now() < retryAt) return onMemory();
    try {
      await journal.settle();
      const answer = await onRedis();
      rose();
      return answer;
    } catch (error) {
      if (!isRefusal(error)) {
        retryAt = options.isUp() ? Date.now() + COOL_DOWN_MS : 0;
        fell(error);
      }
      return onMemory();
    }
  }

  /** Moves an entry from memory to Redis, for what is left of its time. */
  const moveBack = (key: string, expiresAt: number) => async () => {
    const value = await memory.get(key);
    const secondsLeft = Math.floor((expiresAt - Date.now()) / 1000);
    if (value && secondsLeft > 0) await redis.set(key, value, secondsLeft);
    await memory.delete([key]);
  };

  return {
    get kind() {
      return down ? memory.kind : redis.kind;
    },
    async get(key) {
      const found = await attempt(
        () => redis.get(key),
        () => memory.get(key),
      );
      return found ?? memory.get(key); // what Redis refused, for want of memory, is only here
    },
    set: (key, value, ttl) =>
      attempt(
        async () => {
          await redis.set(key, value, ttl);
          await memory.delete([key]);
        },
        async () => {
          await memory.set(key, value, ttl);
          if (down) journal.owe(`entry ${key}`, moveBack(key, Date.now() + ttl * 1000));
        },
      ),
    async delete(keys) {
      const here = await memory.delete(keys);
      return attempt(
        async () => Math.max(here, await redis.delete(keys)),
        async () => {
          for (const key of keys) journal.mustOwe(`entry ${key}`, () => redis.delete([key]));
          return here;
        },
      );
    },
    async clear(prefix) {
      const here = await memory.clear(prefix);
      return attempt(
        async () => Math.max(here, await redis.clear(prefix)),
        async () => {
          journal.mustOwe(`clear ${prefix}`, () => redis.clear(prefix));
          return here;
        },
      );
    },
    stats: (prefix) =>
      attempt(
        () => redis.stats(prefix),
        () => memory.stats(prefix),
      ),
    owe: journal.owe,
    catchUp: async () => {
      await options.opening;
      await journal.settle();
    },
  };
}
