import {
  type AskingDeps,
  type BatchesDeps,
  type CreateBatchDeps,
  createAsking,
  createBatches,
  createBatchIntake,
} from '@jmj/core';
import { createBatchQueue, createBatchStore } from '@jmj/queue';
import type { Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import type { BatchRoutesDeps } from './routes/batches.ts';

type Deps = AskingDeps &
  Omit<CreateBatchDeps, 'asking' | 'store' | 'queue' | 'judge'> &
  Omit<BatchesDeps, 'store' | 'queue'> & { redis: Redis; keyPrefix: string };

/** The api's side of batches. */
export function openBatches(deps: Deps, releasers: Releasers): Pick<BatchRoutesDeps, 'create' | 'batches'> {
  const store = createBatchStore(deps.redis, deps.keyPrefix);
  const queue = createBatchQueue(deps.redis, deps.keyPrefix);
  releasers.push('queue of batches', () => queue.close());
  return {
    create: createBatchIntake({ ...deps, store, queue, asking: createAsking(deps) }),
    batches: createBatches({ ...deps, store, queue }),
  };
}
