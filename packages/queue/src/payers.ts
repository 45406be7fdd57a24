import type { AnalysisJob } from '@jmj/contracts';
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from './names.ts';
import { openQueue } from './open-queue.ts';

export interface Payers {
  /** Id of the analysis that pays for the job that waits or runs for this fingerprint; nothing when there is no such job. */
  of(fingerprint: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Tells who pays for what is in flight. `redis` stays the caller's to close. */
export function createPayers(redis: Redis, keyPrefix = ''): Payers {
  const bullmq = openQueue<AnalysisJob>(redis, QUEUE_NAME, keyPrefix);
  return {
    async of(fingerprint) {
      const jobId = await bullmq.getDeduplicationJobId(fingerprint);
      const job = jobId === null ? undefined : await bullmq.getJob(jobId);
      return job?.data.analysisId;
    },
    close: () => bullmq.close(),
  };
}
