import {
  bytes,
  cacheStoreVariables,
  cacheVariables,
  judgeVariables,
  logVariables,
  photoStoreVariables,
  port,
  redisVariables,
  statisticsVariables,
} from '@jmj/runtime';
import { z } from 'zod';

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

/** The environment of the api. docs/operations.md explains each variable. */
export const apiConfigSchema = z
  .object({
    ...logVariables,
    ...redisVariables,
    ...cacheVariables,
    ...cacheStoreVariables,
    ...judgeVariables,
    ...photoStoreVariables,
    ...statisticsVariables,
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
    ANALYSIS_TTL_SECONDS: cacheVariables.CACHE_TTL_SECONDS,
    /** Built pages of the playground; without it there is none. */
    PLAYGROUND_DIR: z.string().optional(),
  })
  .refine((it) => it.API_KEYS.length > 0 || it.OPEN_ON_LOOPBACK, {
    path: ['API_KEYS'],
    error: 'expected at least one tenant:key; without keys the api does not start',
  })
  .refine((it) => !it.OPEN_ON_LOOPBACK || (it.NODE_ENV !== 'production' && LOOPBACK.has(it.HOST)), {
    path: ['OPEN_ON_LOOPBACK'],
    error: 'expected false in production and wherever HOST is not a loopback address',
  })
  .refine((it) => it.PHOTO_STORE_MAX_BYTES >= it.MAX_UPLOAD_BYTES, {
    path: ['PHOTO_STORE_MAX_BYTES'],
    error: 'expected at least MAX_UPLOAD_BYTES: the largest photo has to fit',
  })
  .refine((it) => it.REDIS_URL ?? it.REDIS_PRIVATE_URL, {
    path: ['REDIS_URL'],
    error: 'expected the address of a Redis server, e.g. redis://127.0.0.1:6379',
  });

export type ApiConfig = z.output<typeof apiConfigSchema>;
