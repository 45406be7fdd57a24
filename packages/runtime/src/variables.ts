import { z } from 'zod';

/** The variables that more than one service reads, each with its rule. docs/operations.md explains them. */

const wholeNumber = (min: number, max: number, what: string) => {
  const error = `expected ${what}, a whole number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^\s*\d+\s*$/, { error })
    .transform(Number)
    .pipe(z.number().int({ error }).min(min, { error }).max(max, { error }));
};

const decimal = (min: number, max: number, what: string) => {
  const error = `expected ${what}, a number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^\s*\d+(\.\d+)?\s*$/, { error })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
};

const redisUrl = z.string().regex(/^(rediss?:\/\/|rediss?-sentinel:\/\/.+#.+|\/)/, {
  error:
    'expected redis://host:port, rediss://host:port, redis-sentinel://host:port,host:port#master or the path of a Unix socket',
});

export const port = (fallback: number) => wholeNumber(0, 65535, 'a port').default(fallback);
export const somePort = wholeNumber(0, 65535, 'a port').optional();
export const seconds = (min: number, max: number, fallback: number) =>
  wholeNumber(min, max, 'seconds').default(fallback);
export const milliseconds = (min: number, max: number, fallback: number) =>
  wholeNumber(min, max, 'milliseconds').default(fallback);
export const bytes = (min: number, fallback: number) =>
  wholeNumber(min, Number.MAX_SAFE_INTEGER, 'bytes').default(fallback);
export const count = (min: number, max: number, fallback: number) =>
  wholeNumber(min, max, 'a count').default(fallback);

export const logVariables = {
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  NODE_ENV: z.string().default('development'),
};

export const redisVariables = {
  REDIS_URL: redisUrl.optional(),
  /** Railway's name for the same thing on its private network. */
  REDIS_PRIVATE_URL: redisUrl.optional(),
  CACHE_REDIS_URL: redisUrl.optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_CONNECT_TIMEOUT_MS: milliseconds(100, 60_000, 5000),
  /** Put before every key of ours, so that several installations can share a server. */
  KEY_PREFIX: z
    .string()
    .regex(/^[\w:.-]{0,32}$/, { error: 'expected at most 32 letters, digits, or any of : . _ -' })
    .default(''),
};

export const cacheVariables = {
  CACHE_TTL_SECONDS: seconds(1, 172_800, 86_400),
};

/** The longest that finished jobs and BullMQ's events are kept: references only, but references to somebody's photos. */
export const retentionVariables = {
  JOB_RETENTION_SECONDS: seconds(1, 172_800, 86_400),
};

export const cacheStoreVariables = {
  /** What the cache may take of a Redis that it shares with the queue; 0: no limit. */
  CACHE_MAX_BYTES: bytes(0, 256 * 1_048_576),
  /** A replica of the cache's Redis nearby, to read from. */
  CACHE_REPLICA_URL: redisUrl.optional(),
};

export const judgeVariables = {
  PROVIDER: z.enum(['auto', 'openai', 'local'], { error: 'expected auto, openai or local' }).default('auto'),
  OPENAI_API_KEY: z.string().optional(),
  /** The model, then those that stand in for it while it cannot be asked, with commas between. */
  OPENAI_MODEL: z
    .string()
    .regex(/[^\s,]/, { error: 'expected the name of a model, or several with commas between' })
    .default('gpt-6-luna'),
  /** A file of what is known of models, over our own catalogue. */
  MODEL_CATALOGUE: z.string().optional(),
};

export const photoStoreVariables = {
  PHOTO_TTL_SECONDS: seconds(60, 86_400, 3600),
  PHOTO_STORE_MAX_BYTES: bytes(1_048_576, 512 * 1_048_576),
};

/** What Redis costs, for the figures; and when the person who runs the service is told that the cache hits too seldom. */
export const statisticsVariables = {
  /** US dollars a month. */
  REDIS_MONTHLY_COST: decimal(0, 1_000_000, 'US dollars a month').optional(),
  HIT_RATE_ALERT: decimal(0, 1, 'a share').default(0.2),
  /** Seconds. */
  HIT_RATE_ALERT_WINDOW: seconds(300, 86_400, 3600),
  HIT_RATE_ALERT_MIN: count(1, 1_000_000_000, 100),
  ALERT_WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'expected an http(s) address' }).optional(),
};

/** Both roles' addresses, from whichever variables are there. @throws Error when there is none */
export function redisUrls(config: {
  REDIS_URL?: string | undefined;
  REDIS_PRIVATE_URL?: string | undefined;
  CACHE_REDIS_URL?: string | undefined;
}): { queue: string; cache: string } {
  const queue = config.REDIS_URL ?? config.REDIS_PRIVATE_URL;
  if (!queue)
    throw new Error('REDIS_URL: expected the address of a Redis server, e.g. redis://127.0.0.1:6379');
  return { queue, cache: config.CACHE_REDIS_URL ?? queue };
}
