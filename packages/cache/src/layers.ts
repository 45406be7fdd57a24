import type { Redis } from 'ioredis';
import type { ByteStore } from './byte-store.ts';
import { createTellingStore } from './hit/news.ts';
import { createRedisProlong, type Prolong } from './hit/prolong.ts';
import { createRedisRewrite, type Rewrite } from './hit/rewrite.ts';
import { CRITIQUE_KEY_PREFIX } from './keys.ts';
import { createRedisStore } from './redis-store.ts';
import { createPulse } from './replica/pulse.ts';
import { createReplicaStore } from './replica/replica-store.ts';
import { createRoomyStore, type RoomyStore } from './room/roomy-store.ts';
import { createSpillingStore } from './room/spilling-store.ts';

export interface CacheLayersOptions {
  /** The cache's Redis. */
  cache: Redis;
  /** The queue's Redis. */
  queue: Redis;
  /** Both are the same server. */
  isShared: boolean;
  /** Bytes that the cache may take on a shared server; 0: no limit. On a server of its own, that server's policy decides. */
  maxBytes: number;
  /** A copy of the cache's Redis nearby, to read from. */
  replica?: Redis | undefined;
  keyPrefix?: string;
  onRemoved?: (why: 'evicted' | 'expired', entries: number) => void;
  /** Hears why the cache's own server refused what was then left with the queue's. */
  onSpill?: (refusal: unknown) => void;
}

export interface CacheLayers {
  store: ByteStore;
  /** Tells the server that entries were used, when a memory in front of it answered: they must not look idle. */
  touch(keys: string[]): Promise<void>;
  /** Gives an entry more time where it lies. */
  prolong: Prolong;
  /** Changes an entry that is still what it was. */
  rewrite: Rewrite;
  /** What the cache holds by its own account; absent where the server keeps none. */
  occupancy: (() => Promise<{ entries: number; bytes: number; maxBytes: number }>) | undefined;
  /** To be called once at start: takes what lies there already into the account, and keeps a lowered limit. */
  adopt(): Promise<void>;
  /** What another process has erased must not be read from a replica any more. Without keys: everything. */
  forget(keys?: string[]): void;
  close(): void;
}

/** Critiques that a full cache server refused wait here for those who paid, bytes. */
const SPILL_BYTES = 16 * 1_048_576;

/** The store of the cache as this installation has it: on a shared server or its own, with or without a replica. */
export function createCacheLayers(options: CacheLayersOptions): CacheLayers {
  const { cache, queue, isShared, maxBytes, keyPrefix = '', onRemoved } = options;
  const room =
    isShared && maxBytes > 0 ? createRoomyStore(cache, { maxBytes, keyPrefix, onRemoved }) : undefined;
  const primary = room ?? createRedisStore(cache, keyPrefix);
  const safe = isShared ? primary : spilling(primary);
  const { store, forget, close } = replicated(safe);

  function spilling(main: ByteStore): ByteStore {
    const spill = createRoomyStore(queue, { maxBytes: SPILL_BYTES, keyPrefix: `${keyPrefix}spill:` });
    return createSpillingStore(main, spill, options.onSpill ? { onSpill: options.onSpill } : {});
  }

  function replicated(main: ByteStore) {
    const { replica } = options;
    if (!replica) return { store: main, forget: () => {}, close: () => {} };
    const pulse = createPulse(cache, replica, { keyPrefix });
    const isReplicaUp = () => replica.status === 'ready';
    const both = createReplicaStore(main, createRedisStore(replica, keyPrefix), { pulse, isReplicaUp });
    const forget = (keys?: string[]) => (keys ? both.forget(keys) : both.forgetAll());
    return { store: both, forget, close: pulse.close };
  }

  return {
    store: createTellingStore(store, cache, keyPrefix),
    touch: room ? room.touch : async () => {},
    prolong: room ? room.prolong : createRedisProlong(cache, keyPrefix),
    rewrite: createRedisRewrite(cache, keyPrefix),
    occupancy: room && (() => occupancyOf(room)),
    adopt: async () => void (await room?.adopt(CRITIQUE_KEY_PREFIX)),
    forget,
    close,
  };
}

async function occupancyOf(room: RoomyStore) {
  const { entries, bytes, maxBytes } = await room.occupancy();
  return { entries, bytes, maxBytes };
}
