import type { AnalysisJob } from '@jmj/contracts';
import type { ErasableJobs } from '@jmj/core';
import { defineScript } from '@jmj/redis';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { FETCH_QUEUE_NAME, urlKey } from '../fetches/keys.ts';
import { QUEUE_NAME } from '../names.ts';
import { openQueue } from '../open-queue.ts';
import { forgetEvents } from './event-stream.ts';
import { createUserList } from './user-list.ts';

/** KEYS: the job. ARGV: the hash of the user. Its other fields may be changed meanwhile: hence in one step. */
const FORGET_PAYER = defineScript(`
local raw = redis.call('HGET', KEYS[1], 'data')
if not raw then return 0 end
local job = cjson.decode(raw)
if job.userHash ~= ARGV[1] then return 0 end
job.userHash = nil
redis.call('HSET', KEYS[1], 'data', cjson.encode(job))
return 1`);

/** BullMQ has no code of its own for it. */
const isLocked = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('locked by another worker');

/** False when it runs: then its worker has to see to it. */
async function removed(job: Job | undefined): Promise<boolean> {
  if (!job) return false;
  try {
    await job.remove();
    return true;
  } catch (error) {
    if (isLocked(error)) return false;
    throw error;
  }
}

/** The queues as far as they have to forget. `redis` stays the caller's to close. */
export function createErasableJobs(redis: Redis, keyPrefix = ''): ErasableJobs & { close(): Promise<void> } {
  const analyses = openQueue<AnalysisJob>(redis, QUEUE_NAME, keyPrefix);
  const fetches = openQueue(redis, FETCH_QUEUE_NAME, keyPrefix);
  const noted = createUserList(redis, keyPrefix, 'jobs');

  async function forget(userHash: string, jobId: string): Promise<boolean> {
    const job = await analyses.getJob(jobId);
    const state = job && (await job.getState());
    if ((state === 'completed' || state === 'failed') && (await removed(job))) return true;
    await FORGET_PAYER(redis, [analyses.toKey(jobId)], [userHash]);
    return false;
  }

  return {
    inFlight: async (fingerprint) => (await analyses.getDeduplicationJobId(fingerprint)) ?? undefined,
    drop: async (jobId) => removed(await analyses.getJob(jobId)),
    async dropFetch(analysisId) {
      await redis.del(urlKey(keyPrefix, analysisId));
      return removed(await fetches.getJob(analysisId));
    },
    async forgetUser(userHash, fingerprints) {
      const ids = await noted.ids(userHash);
      let gone = 0;
      for (const id of ids) if (await forget(userHash, id)) gone += 1;
      await forgetEvents(redis, analyses.toKey('events'), new Set([...ids, ...fingerprints]));
      await noted.remove(userHash, ids);
      return gone;
    },
    async close() {
      await Promise.all([analyses.close(), fetches.close()]);
    },
  };
}
