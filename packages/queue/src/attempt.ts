import { setTimeout as pause } from 'node:timers/promises';
import { type AnalysisJob, type AnalysisJobResult, analysisJobSchema, type Stage } from '@jmj/contracts';
import { Failure, Held, type Hold } from '@jmj/core';
import { DelayedError, type Job, WaitingError } from 'bullmq';
import type { Slots } from './fairness/slots.ts';
import type { Pulse } from './liveness.ts';
import { untilTaken } from './refusals.ts';
import { storedError } from './stored-error.ts';
import { isTakenOver, reportStage } from './takeovers.ts';

export interface JobContext {
  jobId: string;
  /** It has been begun before. */
  again: boolean;
  /** Aborted when the worker must hand the job back, or has lost it. */
  signal: AbortSignal;
  progress(stage: Stage): Promise<void>;
}

export interface JobHandlers {
  analyze(job: AnalysisJob, context: JobContext): Promise<AnalysisJobResult>;
  /** The job has failed for good: tell whoever waits. Called before the queue lets go of the fingerprint. */
  giveUp(job: AnalysisJob, jobId: string, error: unknown): Promise<void>;
  /** Whether those whose job it was were erased meanwhile: nothing of it is kept. */
  isErased?(fingerprint: string): Promise<boolean>;
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
/** However long a job has to wait, it looks again so soon, ms: things may have become better. */
const MAX_HOLD_MS = 30_000;
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
  /** How old a job may become by waiting for a provider, ms; then those who wait are told why. */
  patienceMs: number;
  /** How long a job that was taken over is left alone first, ms. */
  takeoverPauseMs: number;
  pulse?: Pulse | undefined;
  slots: Pick<Slots, 'admit' | 'leave'>;
  /** Hands the job back to the front of its class. */
  handBack(job: Job<AnalysisJob>, token: string): Promise<void>;
}

/** What the job has to wait for by no fault of its own, with what its callers are told should that be too long. */
function holdIn(error: unknown): { hold: Pick<Hold, 'ms' | 'why'>; failure: Failure } | undefined {
  if (error instanceof Held) return error;
  if (!(error instanceof Failure) || error.code !== 'provider-rate-limited' || !error.retryAfterMs)
    return undefined;
  return { hold: { ms: error.retryAfterMs, why: 'busy' }, failure: error };
}

const lostForGood = () =>
  new Failure('worker-lost', 'Each worker that took this photo went away before it was done');

/** One attempt at a job, and what an error means for the next one. */
export function createAttempt(deps: AttemptDeps) {
  const { handlers, log, maxTakeovers, patienceMs, pulse, slots, handBack } = deps;

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

  /** Puts the job aside until it may be tried again: no attempt was made. */
  async function putAside(
    job: Job<AnalysisJob>,
    jobId: string,
    token: string,
    { hold, failure }: NonNullable<ReturnType<typeof holdIn>>,
  ): Promise<never> {
    if (Date.now() + hold.ms - job.timestamp > patienceMs) {
      log.warn({ jobId, ...hold }, 'the provider would have to be waited for too long');
      await tellForGood(job, jobId, failure);
      throw storedError(failure, { permanent: true });
    }
    await job.moveToDelayed(Date.now() + Math.ceil(Math.min(hold.ms, MAX_HOLD_MS)), token);
    throw new DelayedError();
  }

  /** Always throws: it is by its error that BullMQ learns what becomes of the job. */
  async function settleError(job: Job<AnalysisJob>, jobId: string, error: unknown): Promise<never> {
    if (!(error instanceof Failure)) log.error({ err: error, jobId }, 'unexpected error');
    const permanent = error instanceof Failure && !error.retryable;
    if (permanent || isLastAttempt(job)) await tellForGood(job, jobId, error);
    throw storedError(error, { permanent });
  }

  async function perform(
    job: Job<AnalysisJob>,
    jobId: string,
    token: string,
    signal: AbortSignal,
  ): Promise<AnalysisJobResult> {
    try {
      const payload = analysisJobSchema.parse(job.data);
      const progress = async (stage: Stage) => {
        await reportStage(job, stage);
        pulse?.moved(jobId);
      };
      const again = job.attemptsStarted > 1;
      return await unlessStopped(handlers.analyze(payload, { jobId, again, signal, progress }), signal);
    } finally {
      await slots.leave(job, token); // while the job is ours: afterwards it may be another worker's
    }
  }

  // BullMQ hands out a signal only to a function that declares three parameters, all without a default.
  return async function attempt(
    job: Job<AnalysisJob>,
    token: string | undefined,
    given: AbortSignal | undefined,
  ): Promise<AnalysisJobResult> {
    const signal = given ?? NEVER_STOPPED;
    const jobId = job.id ?? '';
    const key = token ?? '';
    if (job.stalledCounter > maxTakeovers) {
      await slots.leave(job, key);
      const lost = lostForGood();
      await tellForGood(job, jobId, lost);
      throw storedError(lost, { permanent: true });
    }
    try {
      const refused = (reason: string) =>
        log.warn({ reason, jobId }, 'Redis refuses to write: the job waits');
      return await untilTaken(signal, refused, async () => {
        // Its worker may be alive, with a critique in hands that it can deliver only now that Redis is back.
        if (await isTakenOver(job)) {
          await job.moveToDelayed(Date.now() + deps.takeoverPauseMs, key);
          throw new DelayedError();
        }
        if (!(await slots.admit(job, key))) throw new DelayedError();
        return perform(job, jobId, key, signal);
      });
    } catch (error) {
      if (error instanceof DelayedError) throw error;
      const held = signal.aborted ? undefined : holdIn(error);
      if (held) return putAside(job, jobId, key, held);
      if (!signal.aborted) return settleError(job, jobId, error);
      // Another worker has it, or soon will: BullMQ refuses whatever this one says about the job.
      if (signal.reason === LOCK_LOST) throw new Error('the job was taken over by another worker');
      await handBack(job, key);
      throw new WaitingError();
    }
  };
}
