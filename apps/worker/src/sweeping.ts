import { startSweepingIndexes } from '@jmj/erasing';
import { startSweeping } from '@jmj/queue';
import type { createQuietWarn, Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.ts';

/** Removes what is over and has no end of its own: old jobs, and what is in indexes. */
export function openSweeping(
  servers: { queue: Redis; cache: Redis; isShared: boolean },
  { KEY_PREFIX: keyPrefix, JOB_RETENTION_SECONDS: retentionSeconds }: WorkerConfig,
  warn: ReturnType<typeof createQuietWarn>,
  releasers: Releasers,
): void {
  const onError = warn('could not remove old jobs');
  const jobs = startSweeping(servers.queue, { keyPrefix, retentionSeconds, onError });
  releasers.push('sweeper of old jobs', jobs.stop);
  const indexes = startSweepingIndexes({
    ...servers,
    keyPrefix,
    onError: warn('could not drop what is over'),
  });
  releasers.push('sweeper of indexes', indexes.stop);
}
