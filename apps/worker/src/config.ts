import {
  bytes,
  cacheStoreVariables,
  cacheVariables,
  count,
  judgeVariables,
  logVariables,
  milliseconds,
  photoStoreVariables,
  redisVariables,
  retentionVariables,
  somePort,
  statisticsVariables,
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
    ...retentionVariables,
    ...photoStoreVariables,
    OPENAI_BASE_URL: z.url({ error: 'expected the address of an OpenAI-compatible API' }).optional(),
    OPENAI_TIMEOUT_MS: milliseconds(1000, 600_000, 60_000),
    /** The same for a call at half price, which may wait for room. */
    OPENAI_FLEX_TIMEOUT_MS: milliseconds(1000, 3_600_000, 900_000),
    /** Whether the local judge stands in when no model can be asked. */
    FALLBACK_LOCAL: z.enum(['on', 'off'], { error: 'expected on or off' }).default('off'),
    /** How soon a provider that refuses our key or quota is asked again, by one job; later up to ten times as long. */
    PROVIDER_PROBE_MS: milliseconds(100, 600_000, 30_000),
    /** How long a job waits for a provider that cannot be asked or has no room. With the longest `PHOTO_TTL_SECONDS`: 47 h. */
    PROVIDER_PATIENCE_SECONDS: count(60, 82_800, 82_800),
    /** Who is told when it does, and when it no longer does. */
    ALERT_WEBHOOK_URL: statisticsVariables.ALERT_WEBHOOK_URL,
    WORKER_CONCURRENCY: count(1, 1000, 10),
    /** The most analyses of one tenant at once, in all workers together; 0: no limit. */
    TENANT_CONCURRENCY: count(0, 1_000_000, 0),
    /** Percent of all workers' slots that economy jobs and warm-ups may take. */
    PATIENT_SHARE: count(1, 100, 80),
    /** Whether a photo whose picture is known gets the critique of its twin. */
    TWINS: z.enum(['on', 'off'], { error: 'expected on or off' }).default('on'),
    MAX_PIXELS: count(1_000_000, 1_000_000_000, 100_000_000),
    /** The largest photo that is fetched from an `imageUrl`; the same as the api's. */
    MAX_UPLOAD_BYTES: bytes(1024, 25 * 1_048_576),
    /** Photos that are fetched at once from an `imageUrl`; 0: this worker fetches none. */
    FETCH_CONCURRENCY: count(0, 100, 4),
    /** Photos of a batch that the provider is sent together. */
    BATCH_CHUNK: count(1, 1000, 100),
    /** How soon the provider is first asked how a batch stands; later up to twelve times as long. */
    BATCH_POLL_MS: milliseconds(50, 600_000, 5000),
    /** How long running analyses may go on after SIGTERM before they are handed back. */
    WORKER_GRACE_MS: milliseconds(0, 600_000, 20_000),
    /** How long a worker may be silent before others take its jobs. */
    WORKER_LOCK_MS: milliseconds(1000, 600_000, 15_000),
    /** How long nothing may move in a worker while jobs wait; after twice as long it ends, to be started again. */
    WORKER_STALL_MS: milliseconds(1000, 3_600_000, 180_000),
    /** Where /livez and /readyz are asked; without it, nowhere. */
    WORKER_PORT: somePort,
    HOST: z.string().default('127.0.0.1'),
  })
  .refine((it) => it.PROVIDER !== 'openai' || it.OPENAI_API_KEY, {
    path: ['OPENAI_API_KEY'],
    error: 'expected a key, since PROVIDER is openai',
  })
  .refine((it) => it.WORKER_STALL_MS > it.OPENAI_TIMEOUT_MS, {
    path: ['WORKER_STALL_MS'],
    error: 'expected more than OPENAI_TIMEOUT_MS: a call may take that long',
  })
  .refine((it) => it.REDIS_URL ?? it.REDIS_PRIVATE_URL, {
    path: ['REDIS_URL'],
    error: 'expected the address of a Redis server, e.g. redis://127.0.0.1:6379',
  });

export type WorkerConfig = z.output<typeof workerConfigSchema>;
