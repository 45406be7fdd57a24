import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createRedisPhotoStore } from '@jmj/photos/store';
import { connectRedis, createAnalysisQueue, createAnalysisWorker } from '@jmj/queue';

/** What the thread is given, and what it answers when it is told to stop. */
export interface JobsGiven {
  url: string;
}
export interface JobsReport {
  done: number;
  /** Attempts, uploads and additions that failed, and what they said. */
  failures: string[];
}

const PHOTO_BYTES = 300_000;
const IN_FLIGHT = 8;
const PHOTO_STORE_BYTES = 16 * 1024 * 1024;

/** Analyses from upload to release, one after the other on eight lanes, until the main thread says stop. */
async function run({ url }: JobsGiven): Promise<void> {
  const redis = connectRedis(url, {
    name: 'bench-jobs',
    whenDown: 'wait',
    connectTimeoutMs: 1000,
    onError: () => {},
  });
  const photos = createRedisPhotoStore({ redis, maxBytes: PHOTO_STORE_BYTES });
  const queue = createAnalysisQueue(redis);
  const report: JobsReport = { done: 0, failures: [] };
  const note = (error: unknown) => void report.failures.push(String(error));
  const waiting = new Map<string, () => void>();
  const worker = createAnalysisWorker(redis, {
    concurrency: 4,
    log: {
      info: () => {},
      warn: (fields, message) => note(`${message} ${'err' in fields ? fields.err : ''}`),
      error: (fields, message) => note(`${message} ${'err' in fields ? fields.err : ''}`),
    },
    handlers: {
      async analyze(job, context) {
        await context.progress('judging');
        const photo = await photos.get(job.photo.sha256);
        if (photo?.byteLength !== PHOTO_BYTES) throw new Error('the photo is gone');
        await pause(10);
        await photos.release(job.photo.sha256, job.analysisId);
        report.done++;
        waiting.get(job.analysisId)?.();
        return { outcome: 'judged' };
      },
      async giveUp(job) {
        waiting.get(job.analysisId)?.();
      },
    },
  });

  let going = true;
  async function lane(): Promise<void> {
    while (going) {
      const bytes = randomBytes(PHOTO_BYTES);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const analysisId = randomUUID();
      const ended = new Promise<void>((resolve) => waiting.set(analysisId, resolve));
      try {
        await photos.put({ sha256, bytes }, analysisId);
        await queue.add({
          fingerprint: `${sha256}:roast:fr:general:p1:local-1`,
          analysisId,
          tenant: 'bench',
          photo: { sha256, bytes: PHOTO_BYTES, format: 'jpeg' },
          tone: 'roast',
          language: 'fr',
          photoType: 'general',
          promptRevision: 'p1',
          model: 'local-1',
        });
        await ended;
      } catch (error) {
        note(error);
        await pause(50);
      }
      waiting.delete(analysisId);
    }
  }

  const stopped = new Promise((resolve) => parentPort?.once('message', resolve));
  const lanes = Array.from({ length: IN_FLIGHT }, lane);
  await stopped;
  going = false;
  await Promise.all(lanes);
  await worker.close(2000);
  const { failed } = await queue.counts();
  for (let n = 0; n < failed; n++) note('a job failed for good');
  await queue.close();
  redis.disconnect();
  parentPort?.postMessage(report);
}

await run(workerData as JobsGiven);
