import type { AnalysisJob, Stage } from '@jmj/contracts';
import type { Job } from 'bullmq';

/** Kept with the job's progress, which outlives the worker that wrote it. */
interface Standing {
  stage?: Stage;
  /** How often a worker went away while it had the photo open. */
  strikes?: number;
  /** How many takeovers are counted in it. */
  seen?: number;
}

/** Stages in which the photo is not touched: a worker that goes away then had another reason. */
const INNOCENT = new Set<Stage | undefined>(['started', 'judging']);

const standingOf = ({ progress }: Job<AnalysisJob>): Standing =>
  typeof progress === 'object' ? (progress as Standing) : {};

/**
 * Strikes of a job that has just been taken: one more when its last worker went away while it had the photo open.
 * @returns `isTakenOver` the first time that this is asked after it was taken over
 */
export async function countStrikes(
  job: Job<AnalysisJob>,
): Promise<{ strikes: number; isTakenOver: boolean }> {
  const { stage, strikes = 0, seen = 0 } = standingOf(job);
  if (job.stalledCounter <= seen) return { strikes, isTakenOver: false };
  const now = strikes + (INNOCENT.has(stage) ? 0 : 1);
  // At once: were this worker to go away as well, the stage would be counted again.
  await job.updateProgress({ stage: 'started', strikes: now, seen: job.stalledCounter });
  return { strikes: now, isTakenOver: true };
}

/** How far it is, with what is held against it. */
export async function reportStage(job: Job<AnalysisJob>, stage: Stage): Promise<void> {
  const { strikes, seen } = standingOf(job);
  await job.updateProgress(seen === undefined ? { stage } : { stage, strikes, seen });
}

/** What is held against it is forgotten. */
export async function acquit(job: Job<AnalysisJob>): Promise<void> {
  const { stage, seen } = standingOf(job);
  await job.updateProgress({ stage, strikes: 0, seen });
}
