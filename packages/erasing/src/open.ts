import { createBudgets, createLedger } from '@jmj/billing';
import { type ByteStore, createCritiqueEraser, createOwnership, createUserIndex } from '@jmj/cache';
import { createTwinIndex } from '@jmj/cache/twins';
import {
  batchHolder,
  createErase,
  createErasureGuard,
  type Erase,
  type ErasureGuard,
  type Erasures,
} from '@jmj/core';
import { createIdempotencyKeys } from '@jmj/intake';
import { createRedisPhotoStore } from '@jmj/photos/store';
import {
  createAnalysisRecords,
  createBatchForgetting,
  createErasableJobs,
  createErasures,
  createEventPublisher,
  createFlights,
  createQuarantine,
} from '@jmj/queue';
import type { Redis } from 'ioredis';

export interface EraserConnections {
  /** The queue's Redis. */
  queue: Redis;
  /** The cache's Redis. */
  cache: Redis;
  /** Of the cache. It tells the other processes what is removed from it. */
  store: ByteStore;
  keyPrefix: string;
  /** The same question to every model that may have answered it. */
  variantsOf?: ((fingerprint: string) => string[]) | undefined;
  onBackgroundError: (error: unknown) => void;
}

export interface OpenEraser extends Erase, Pick<Erasures, 'within'> {
  /** For a worker: nothing that it makes outlives its owner. */
  guard: ErasureGuard;
  close(): Promise<void>;
}

/** All that has to forget, each by its own index, on connections that stay the caller's to close. */
export function openEraser(connections: EraserConnections): OpenEraser {
  const { queue: redis, cache, store, keyPrefix, onBackgroundError } = connections;
  const flights = createFlights(redis, keyPrefix);
  const erasures = createErasures(redis, keyPrefix);
  const jobs = createErasableJobs(redis, keyPrefix);
  const ledger = createLedger({ redis, keyPrefix, onError: onBackgroundError });
  const budgets = createBudgets({ redis, keyPrefix, onError: onBackgroundError });
  // Only forgets: how long keys are kept is for those who take them.
  const idempotency = createIdempotencyKeys({ redis, keyPrefix, ttlSeconds: 1 });
  const twins = createTwinIndex({ redis: cache, store, keyPrefix });
  // Only lets go: how much there is room for is for those who put photos in.
  const photos = createRedisPhotoStore({ redis, maxBytes: Number.MAX_SAFE_INTEGER, prefix: keyPrefix });
  const ownership = createOwnership(redis, keyPrefix);
  const batches = createBatchForgetting(redis, { keyPrefix, photos, ownership, holderOf: batchHolder });
  const critiques = createCritiqueEraser({
    store,
    users: createUserIndex(redis, keyPrefix),
    redis,
    keyPrefix,
    forgetTwins: twins.forget,
    variantsOf: connections.variantsOf,
  });

  const { erase, again } = createErase({
    erasures,
    records: createAnalysisRecords(redis, keyPrefix),
    flights,
    photos,
    jobs,
    critiques,
    events: createEventPublisher(redis, keyPrefix),
    // A call under way is for its worker to end, and the hold with it.
    budgets: { close: budgets.letGo },
    forgetLedger: ({ tenant }, userHash) => ledger.forgetUser(tenant, userHash),
    forgetBudgets: ({ tenant }, userHash) => budgets.forgetUser(tenant, userHash),
    forgetIdempotencyKeys: (_user, userHash) => idempotency.forgetUser(userHash),
    quarantine: createQuarantine(redis, keyPrefix),
    forgetBatchItems: (userHash, fingerprints) => batches.forgetUser(userHash, fingerprints),
    onBackgroundError,
  });

  const guard = createErasureGuard({
    ownership,
    flights,
    eraser: critiques,
    async forgetPayer({ tenant, userHash }) {
      await Promise.all([ledger.forgetUser(tenant, userHash), budgets.forgetUser(tenant, userHash)]);
    },
    onBackgroundError,
  });
  return { erase, again, within: erasures.within, guard, close: jobs.close };
}
