import {
  cacheStoreVariables,
  cacheVariables,
  count,
  judgeVariables,
  logVariables,
  milliseconds,
  photoStoreVariables,
  redisVariables,
} from '@jmj/runtime';
import { z } from 'zod';

/** The environment of a worker. docs/operations.md explains each variable. */
export const workerConfigSchema = z
  .object({
    ...logVariables,
    ...redisVariables,
    ...cacheVariables,
    CACHE_MAX_BYTES: cacheStoreVariables.CACHE_MAX_BYTES,
    ...judgeVariables,
    ...photoStoreVariables,
    OPENAI_BASE_URL: z.url({ error: 'expected the address of an OpenAI-compatible API' }).optional(),
    OPENAI_TIMEOUT_MS: milliseconds(1000, 600_000, 60_000),
    WORKER_CONCURRENCY: count(1, 1000, 10),
    /** Whether a photo whose picture is known gets the critique of its twin. */
    TWINS: z.enum(['on', 'off'], { error: 'expected on or off' }).default('on'),
    MAX_PIXELS: count(1_000_000, 1_000_000_000, 100_000_000),
    /** How long running analyses may go on after SIGTERM before they are handed back. */
    WORKER_GRACE_MS: milliseconds(0, 600_000, 20_000),
    /** How long a worker may be silent before others take its jobs. */
    WORKER_LOCK_MS: milliseconds(1000, 600_000, 15_000),
  })
  .refine((it) => it.PROVIDER !== 'openai' || it.OPENAI_API_KEY, {
    path: ['OPENAI_API_KEY'],
    error: 'expected a key, since PROVIDER is openai',
  })
  .refine((it) => it.REDIS_URL ?? it.REDIS_PRIVATE_URL, {
    path: ['REDIS_URL'],
    error: 'expected the address of a Redis server, e.g. redis://127.0.0.1:6379',
  });

export type WorkerConfig = z.output<typeof workerConfigSchema>;
