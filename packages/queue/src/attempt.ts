import { setTimeout as pause } from 'node:timers/promises';
import { type AnalysisJob, type AnalysisJobResult, analysisJobSchema, type Stage } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import { type Job, RateLimitError, WaitingError } from 'bullmq';
import { storedError } from './stored-error.ts';

export interface JobContext {
  jobId: string;
  /** Aborted when the worker must hand the job back, or has lost it. */
  signal: AbortSignal;
  progress(stage: Stage): Promise<void>;
}

export interface JobHandlers {
  analyze(job: AnalysisJob, context: JobContext): Promise<AnalysisJobResult>;
  /** The job has failed for good: tell whoever waits. Called before the queue lets go of the fingerprint. */
  giveUp(job: AnalysisJob, jobId: string, error: unknown): Promise<void>;
}

export interface WorkerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Why a running attempt is stopped, as the reason of its signal. */
export const HAND_BACK = 'hand back';
export const LOCK_LOST = 'lock lost';

/** A stopped handler gets this long to end by itself, ms: one that has just been paid for may still store its critique. */
const WIND_DOWN_MS = 1000;
/** Longest pause of the whole queue on one refusal, ms. */
const MAX_PAUSE_MS = 300_000;
const GIVE_UP_TRIES = 5;
const GIVE_UP_PAUSE_MS = 100;

const NEVER_STOPPED = new AbortController().signal;

const isLastAttempt = (job: Job): boolean => job.attemptsMade + 1 >= (job.opts.attempts ?? 1);

/** The work's answer; or the signal's reason when the work does not end soon after it is stopped. */
function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_resolve, reject) => {
    const giveUpWaiting = () => setTimeout(() => reject(signal.reason), WIND_DOWN_MS).unref();
    if (signal.aborted) giveUpWaiting();
    else signal.addEventListener('abort', giveUpWaiting, { once: true });
  });
  return Promise.race([work, stopped]);
}

export interface AttemptDeps {
  handlers: JobHandlers;
  log: WorkerLog;
  maxTakeovers: number;
  pauseQueue(ms: number): Promise<void>;
}

/** From this age of a job on, being told to slow down counts as a failed attempt: nobody waits for ever, ms. */
const LONGEST_PATIENCE_MS = 15 * 60_000;

/** One attempt at a job, and what an error means for the next one. */
export function createAttempt({ handlers, log, maxTakeovers, pauseQueue }: AttemptDeps) {
  async function tellForGood(job: Job<AnalysisJob>, jobId: string, error: unknown): Promise<void> {
    for (let tries = 1; tries <= GIVE_UP_TRIES; tries++) {
      try {
        return await handlers.giveUp(job.data, jobId, error);
      } catch (err) {
        log.error({ err, jobId, tries }, 'could not tell those who wait');
        await pause(GIVE_UP_PAUSE_MS * 2 ** tries);
      }
    }
  }

  /** Always throws: it is by its error that BullMQ learns what becomes of the job. */
  async function settleError(job: Job<AnalysisJob>, jobId: string, error: unknown): Promise<never> {
    const isYoung = Date.now() - job.timestamp < LONGEST_PATIENCE_MS;
    if (error instanceof Failure && error.code === 'provider-rate-limited' && error.retryAfterMs && isYoung) {
      // The whole fleet waits, and the attempt does not count.
      const pauseMs = Math.ceil(Math.min(error.retryAfterMs, MAX_PAUSE_MS));
      await pauseQueue(pauseMs);
      log.warn({ jobId, pauseMs }, 'the provider asks to slow down: the queue pauses');
      throw new RateLimitError();
    }
    if (!(error instanceof Failure)) log.error({ err: error, jobId }, 'unexpected error');
    const permanent = error instanceof Failure && !error.retryable;
    if (permanent || isLastAttempt(job)) await tellForGood(job, jobId, error);
    throw storedError(error, { permanent });
  }

  // BullMQ hands out a signal only to a function that declares three parameters, all without a default.
  return async function attempt(
    job: Job<AnalysisJob>,
    token: string | undefined,
    given: AbortSignal | undefined,
  ): Promise<AnalysisJobResult> {
    const signal = given ?? NEVER_STOPPED;
    const jobId = job.id ?? '';
    if (job.stalledCounter > maxTakeovers) {
      const lost = new Failure(
        'worker-lost',
        'Each worker that took this photo went away before it was done',
      );
      await tellForGood(job, jobId, lost);
      throw storedError(lost, { permanent: true });
    }
    try {
      const payload = analysisJobSchema.parse(job.data);
      const progress = (stage: Stage) => job.updateProgress({ stage });
      return await unlessStopped(handlers.analyze(payload, { jobId, signal, progress }), signal);
    } catch (error) {
      if (!signal.aborted) return settleError(job, jobId, error);
      // Another worker has it, or soon will: BullMQ refuses whatever this one says about the job.
      if (signal.reason === LOCK_LOST) throw new Error('the job was taken over by another worker');
      await job.moveToWait(token);
      throw new WaitingError();
    }
  };
}
