import {
  bytes,
  cacheStoreVariables,
  cacheVariables,
  count,
  judgeVariables,
  logVariables,
  photoStoreVariables,
  port,
  redisVariables,
  retentionVariables,
  statisticsVariables,
} from '@jmj/runtime';
import { z } from 'zod';
import { loadVariables } from './load/variables.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

const tenantKeys = z
  .string()
  .transform((text) => text.split(',').map((pair) => pair.trim()))
  .pipe(
    z.array(
      z.string().regex(/^[\w.-]{1,64}:[\x21-\x2b\x2d-\x7e]{1,256}$/, {
        error: 'expected tenant:key[,tenant:key…], a tenant of letters, digits, . _ -',
      }),
    ),
  )
  .transform((pairs) =>
    pairs.map((pair) => ({
      tenant: pair.slice(0, pair.indexOf(':')),
      key: pair.slice(pair.indexOf(':') + 1),
    })),
  );

const MINUTES_A_DAY = 1440;
/** A bucket is kept until it is full again: nothing of a person longer than that. */
const burstIsBounded = (perMinute: number, burst: number): boolean =>
  perMinute === 0 || burst <= perMinute * MINUTES_A_DAY;

/** The environment of the api. docs/operations.md explains each variable. */
export const apiConfigSchema = z
  .object({
    ...logVariables,
    ...redisVariables,
    ...cacheVariables,
    ...cacheStoreVariables,
    ...judgeVariables,
    ...retentionVariables,
    ...photoStoreVariables,
    ...statisticsVariables,
    ...loadVariables,
    PORT: port(3000),
    HOST: z.string().default('127.0.0.1'),
    API_KEYS: tenantKeys.default([]),
    ADMIN_KEY: z.string().optional(),
    /** Requests from this machine need no key. For development: refused in production and beyond loopback. */
    OPEN_ON_LOOPBACK: z.stringbool({ error: 'expected true or false' }).default(false),
    /** Critiques kept in the process itself, to answer without asking Redis. */
    CACHE_MEMORY_BYTES: bytes(0, 64 * 1_048_576),
    /** Whether critiques that are asked for again and again get more time before they expire. */
    REFRESH_AHEAD: z.enum(['on', 'off'], { error: 'expected on or off' }).default('off'),
    MAX_UPLOAD_BYTES: bytes(1024, 25 * 1_048_576),
    MAX_PIXELS: count(1_000_000, 1_000_000_000, 100_000_000),
    /** From so many critiques on a batch goes to the provider's Batch API. */
    BATCH_API_MIN: count(1, 1_000_000, 20),
    ANALYSIS_TTL_SECONDS: cacheVariables.CACHE_TTL_SECONDS,
    /** Built pages of the playground; without it there is none. */
    PLAYGROUND_DIR: z.string().optional(),
  })
  .refine((it) => it.API_KEYS.length > 0 || it.ADMIN_KEY !== undefined || it.OPEN_ON_LOOPBACK, {
    path: ['API_KEYS'],
    error:
      'expected at least one tenant:key, or ADMIN_KEY to make keys with; without them the api does not start',
  })
  .refine((it) => !it.OPEN_ON_LOOPBACK || (it.NODE_ENV !== 'production' && LOOPBACK.has(it.HOST)), {
    path: ['OPEN_ON_LOOPBACK'],
    error: 'expected false in production and wherever HOST is not a loopback address',
  })
  .refine((it) => it.PHOTO_STORE_MAX_BYTES >= it.MAX_UPLOAD_BYTES, {
    path: ['PHOTO_STORE_MAX_BYTES'],
    error: 'expected at least MAX_UPLOAD_BYTES: the largest photo has to fit',
  })
  .refine((it) => burstIsBounded(it.RATE_LIMIT_PER_MINUTE, it.RATE_LIMIT_BURST), {
    path: ['RATE_LIMIT_BURST'],
    error: 'expected at most what RATE_LIMIT_PER_MINUTE makes in a day',
  })
  .refine((it) => burstIsBounded(it.USER_RATE_LIMIT_PER_MINUTE, it.USER_RATE_LIMIT_BURST), {
    path: ['USER_RATE_LIMIT_BURST'],
    error: 'expected at most what USER_RATE_LIMIT_PER_MINUTE makes in a day',
  })
  .refine((it) => it.REDIS_URL ?? it.REDIS_PRIVATE_URL, {
    path: ['REDIS_URL'],
    error: 'expected the address of a Redis server, e.g. redis://127.0.0.1:6379',
  });

export type ApiConfig = z.output<typeof apiConfigSchema>;
