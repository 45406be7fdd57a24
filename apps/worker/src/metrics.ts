import type { Judge, PhotoPreparer } from '@jmj/core';
import type { JobEnd, Pulse, QueueName } from '@jmj/queue';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface WorkerMetrics {
  contentType: string;
  render(): Promise<string>;
  /** Counts what passes, and tells it on. */
  counted(queue: QueueName, pulse: Pulse): Pulse;
  timedPreparer(preparer: PhotoPreparer): PhotoPreparer;
  timedJudge(judge: Judge): Judge;
}

/** Of 50 ms for a small photo to 20 s, when decoding is given up. */
const PREPARE_SECONDS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
/** Of the local judge to a call at the flex price. */
const JUDGE_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 20, 60, 300, 900];

/** What only this process knows; what the whole fleet does is the api's to tell. */
export function createWorkerMetrics(): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const ended = new Counter({
    name: 'jmj_worker_jobs_total',
    help: 'Attempts that left this worker: done, failed (maybe to be tried again), or put aside to wait',
    labelNames: ['queue', 'outcome'],
    registers,
  });
  const running = new Gauge({
    name: 'jmj_worker_jobs_running',
    help: 'Jobs in the hands of this worker',
    labelNames: ['queue'],
    registers,
  });
  const seconds = (name: string, help: string, buckets: number[], labelNames: string[]) =>
    new Histogram({ name: `jmj_worker_${name}_duration_seconds`, help, buckets, labelNames, registers });
  const preparing = seconds('prepare', 'Decoding a photo and making it ready', PREPARE_SECONDS, ['outcome']);
  const judging = seconds('judge', 'From the photo to its judgement, calls in vain included', JUDGE_SECONDS, [
    'gen_ai_request_model',
    'outcome',
  ]);

  async function timed<T>(
    histogram: Histogram<string>,
    labels: Record<string, string>,
    work: Promise<T>,
  ): Promise<T> {
    const end = histogram.startTimer(labels);
    return work.then(
      (result) => {
        end({ outcome: 'done' });
        return result;
      },
      (error: unknown) => {
        end({ outcome: 'failed' });
        throw error;
      },
    );
  }

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    counted(queue, pulse) {
      running.set({ queue }, 0);
      return {
        taken(jobId, job) {
          running.inc({ queue });
          pulse.taken(jobId, job);
        },
        moved: (jobId) => pulse.moved(jobId),
        ended(jobId, how: JobEnd) {
          running.dec({ queue });
          ended.inc({ queue, outcome: how });
          pulse.ended(jobId, how);
        },
      };
    },
    timedPreparer: ({ prepare }) => ({
      prepare: (bytes, plan) => timed(preparing, {}, prepare(bytes, plan)),
    }),
    timedJudge: (judge) => ({
      judge: (task, meter, signal) =>
        timed(judging, { gen_ai_request_model: task.model }, judge.judge(task, meter, signal)),
    }),
  };
}
