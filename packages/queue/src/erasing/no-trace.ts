import type { AnalysisJob, AnalysisJobResult } from '@jmj/contracts';
import type { Job } from 'bullmq';

type Attempt = (
  job: Job<AnalysisJob>,
  token: string | undefined,
  signal: AbortSignal | undefined,
) => Promise<AnalysisJobResult>;

/** BullMQ keeps finished jobs for a while: but not those of somebody who was erased while they ran. */
export function leaveNoTrace(
  attempt: Attempt,
  isErased: (fingerprint: string) => Promise<boolean> = async () => false,
): Attempt {
  async function keepNothing(job: Job<AnalysisJob>): Promise<void> {
    if (!(await isErased(job.data.fingerprint))) return;
    job.opts.removeOnComplete = true;
    job.opts.removeOnFail = true;
  }

  // BullMQ hands out a signal only to a function that declares three parameters, all without a default.
  return async (job, token, signal) => {
    try {
      const result = await attempt(job, token, signal);
      if (result.outcome === 'abandoned') job.opts.removeOnComplete = true;
      else await keepNothing(job);
      return result;
    } catch (error) {
      await keepNothing(job).catch(() => {}); // the job's own error is the one to be told
      throw error;
    }
  };
}
