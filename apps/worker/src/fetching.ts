import { hash } from 'node:crypto';
import { createBudgets, createLedger } from '@jmj/billing';
import { createUserIndex } from '@jmj/cache';
import {
  type AnalysisRecords,
  createFetchPhoto,
  createSubmit,
  type EventPublisher,
  type IncomingPhoto,
  type Statistics,
  type SubmitDeps,
} from '@jmj/core';
import { DEFAULT_PHOTO_LIMITS, dimensionsOf, formatOf, refuseBomb } from '@jmj/photos/header';
import { createPhotoFetcher, type PhotoFetcherOptions } from '@jmj/photos/remote';
import { createAnalysisQueue, createFetchWorker, type Pulse, type WorkerLog } from '@jmj/queue';
import type { Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';

type Given =
  | 'quarantine'
  | 'maxPixels'
  | 'judge'
  | 'critiques'
  | 'photos'
  | 'flights'
  | 'estimator'
  | 'erasing'
  | 'onBackgroundError';

export interface FetchingDeps extends Pick<SubmitDeps, Given> {
  redis: Redis;
  /** The same server, by a connection that waits for room. @default redis */
  jobs?: Redis | undefined;
  keyPrefix: string;
  records: AnalysisRecords;
  events: EventPublisher;
  statistics: Statistics;
  log: WorkerLog;
  /** Photos that are fetched at once; 0: none. */
  concurrency: number;
  lockMs: number;
  pulse?: Pulse | undefined;
  fetcher: PhotoFetcherOptions;
  onBillingError: (error: unknown) => void;
}

/** As the api takes in what is sent: a decoder opens it only in the hands of those who are watched while they do. */
function toIncoming(bytes: Uint8Array): IncomingPhoto {
  const format = formatOf(bytes);
  const dimensions = () => dimensionsOf(format, [bytes]);
  return {
    sha256: hash('sha256', bytes),
    size: bytes.byteLength,
    format,
    bytes: () => bytes,
    dimensions,
    refuseBomb: (maxPixels = DEFAULT_PHOTO_LIMITS.maxPixels) =>
      refuseBomb(format, bytes, dimensions(), { ...DEFAULT_PHOTO_LIMITS, maxPixels }),
  };
}

/** Submits like the api does, but for what it expires: the analysis has its time already. */
function openSubmit(deps: FetchingDeps, releasers: Releasers) {
  const { redis, keyPrefix, onBillingError: onError } = deps;
  const queue = createAnalysisQueue(redis, { keyPrefix });
  releasers.push('queue', () => queue.close());
  const ledger = createLedger({ redis, keyPrefix, onError });
  const held = createBudgets({ redis, keyPrefix, onRefused: ledger.countRefusal, onError });
  return createSubmit({
    ...deps,
    queue,
    users: createUserIndex(redis, keyPrefix),
    // A call under way is for its worker to end, and the hold with it.
    budgets: { ...held, close: held.letGo },
    analysisTtlSeconds: 0,
  });
}

/** Fetches photos that were named by their address, and puts them in the queue like those that were sent. */
export function openFetching(deps: FetchingDeps, releasers: Releasers): void {
  const { jobs = deps.redis, keyPrefix, records, events, statistics, log, concurrency, lockMs } = deps;
  if (concurrency === 0) return;
  const submit = openSubmit(deps, releasers);
  const fetcher = createPhotoFetcher(deps.fetcher);
  const worker = createFetchWorker(jobs, {
    handlers: createFetchPhoto({
      fetch: async (url, signal) => toIncoming((await fetcher.fetch(url, signal)).bytes),
      records,
      submit,
      events,
      statistics,
      onBackgroundError: deps.onBackgroundError,
    }),
    log,
    concurrency,
    lockMs,
    pulse: deps.pulse,
    stalledCheckMs: Math.max(500, Math.floor(lockMs / 3)),
    keyPrefix,
  });
  releasers.push('fetch worker', () => worker.close());
}
