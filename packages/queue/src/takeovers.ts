import type { Stage } from '@jmj/contracts';
import type { Job } from 'bullmq';

/** Kept with the job's progress, which outlives the worker that wrote it. */
interface Standing {
  stage?: Stage;
  /** How many takeovers have been seen. */
  takeovers?: number;
}

const standingOf = ({ progress }: Job): Standing =>
  typeof progress === 'object' ? (progress as Standing) : {};

/** The first time that this is asked after a worker went away with the job. */
export async function isTakenOver(job: Job): Promise<boolean> {
  const { stage, takeovers = 0 } = standingOf(job);
  if (job.stalledCounter <= takeovers) return false;
  await job.updateProgress({ stage, takeovers: job.stalledCounter });
  return true;
}

export async function reportStage(job: Job, stage: Stage): Promise<void> {
  const { takeovers } = standingOf(job);
  await job.updateProgress(takeovers === undefined ? { stage } : { stage, takeovers });
}
