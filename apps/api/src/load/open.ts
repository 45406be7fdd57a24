import { totalmem } from 'node:os';
import { createIdempotencyKeys, createRateLimiter, type RateLimiter } from '@jmj/intake';
import type { AnalysisQueueHandle, BatchAccount, FetchQueueHandle } from '@jmj/queue';
import type { Redis } from 'ioredis';
import { createDepth, type Depth, type Waiting } from './depth.ts';
import { type CarryOutOnce, createOnce } from './once.ts';
import { createRateGate, type RateGate } from './rate-limits.ts';
import type { UploadLimits } from './uploads.ts';
import type { LoadConfig } from './variables.ts';

/** What keeps the api from taking on more than it can do. */
export interface Load {
  /** Without them nobody is limited. */
  tenants: RateGate | undefined;
  users: RateGate | undefined;
  depth: Depth;
  once: CarryOutOnce;
  /** From the last byte of a request to its answer, ms. */
  deadlineMs: number;
  uploads: Omit<UploadLimits, 'maxBodyBytes'>;
  maxConnections: number;
}

/** Of what the container may have: what is left is for what grows between two looks. */
const RSS_SHARE = 0.9;

/** What the container is limited to; 0 where it is not, or nobody can tell. */
function containerBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? Math.floor(limit * RSS_SHARE) : 0;
}

export function openLoad(
  deps: {
    redis: Redis;
    queue: Pick<AnalysisQueueHandle, 'counts' | 'waitingByClass'>;
    fetches: Pick<FetchQueueHandle, 'waiting'>;
    batchAccount: BatchAccount;
    warn: (message: string) => (error: unknown) => void;
  },
  config: LoadConfig & { KEY_PREFIX: string; ANALYSIS_TTL_SECONDS: number },
): Load {
  const { redis, queue, fetches, batchAccount, warn } = deps;
  const keyPrefix = config.KEY_PREFIX;

  function limiterOf(name: string, perMinute: number, burst: number): RateLimiter | undefined {
    if (perMinute === 0) return undefined;
    const limit = { name, perMinute, burst: burst || perMinute };
    const onError = warn('rate limits: Redis is away, each process counts for itself');
    return createRateLimiter({ redis, keyPrefix, limit, onError });
  }
  const tenants = limiterOf('default', config.RATE_LIMIT_PER_MINUTE, config.RATE_LIMIT_BURST);
  const users = limiterOf('user', config.USER_RATE_LIMIT_PER_MINUTE, config.USER_RATE_LIMIT_BURST);

  // Asked at once, which is one round trip.
  const waiting = async (): Promise<Waiting> => {
    const [jobs, { delayed }, fetching, batched] = await Promise.all([
      queue.waitingByClass(),
      queue.counts(),
      fetches.waiting(),
      batchAccount.waiting(),
    ]);
    return {
      live: jobs.live + fetching.live,
      economy: jobs.economy + fetching.economy,
      warm: jobs.warm + fetching.warm,
      held: delayed + fetching.held,
      batched,
    };
  };
  // What a key came to is answered from the analysis: the key is of no use without it.
  const ttlSeconds = Math.min(config.IDEMPOTENCY_TTL_SECONDS, config.ANALYSIS_TTL_SECONDS);
  return {
    tenants: tenants && createRateGate(tenants, 'key'),
    users: users && createRateGate(users, 'user'),
    depth: createDepth(waiting, {
      maxLive: config.QUEUE_MAX_LIVE,
      maxPatient: config.QUEUE_MAX_PATIENT,
      maxBatched: config.QUEUE_MAX_BATCHED,
    }),
    once: createOnce(
      createIdempotencyKeys({ redis, keyPrefix, ttlSeconds }),
      warn('what an Idempotency-Key came to was not noted'),
    ),
    deadlineMs: config.REQUEST_DEADLINE_MS,
    uploads: {
      roomBytes: config.UPLOAD_ROOM_BYTES,
      stallMs: config.UPLOAD_STALL_MS,
      maxRssBytes: config.MAX_RSS_BYTES || containerBytes(),
      maxLagMs: config.MAX_EVENT_LOOP_DELAY_MS,
    },
    maxConnections: config.MAX_CONNECTIONS,
  };
}
