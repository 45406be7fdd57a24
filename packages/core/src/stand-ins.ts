import type { AnalysisJob, Fallback } from '@jmj/contracts';
import { Failure } from './failure.ts';
import { fingerprintKey } from './fingerprint.ts';
import { Held } from './governed.ts';
import { DEFAULT_QUALITY, LOCAL_MODEL, revisionFor } from './judge.ts';
import type { UserIndex } from './ports/critiques.ts';
import type { AnalysisRecords, Flights } from './ports/waiting.ts';

/** Whose critique those get who waited for another's. */
export interface StandIn {
  /** Of the critique: it is kept under the name of the model that made it, and under no other. */
  fingerprint: string;
  model: string;
  fallback: Fallback;
  /** The analyses that were entered as waiting for it. */
  waiting: string[];
}

export interface EnlistDeps {
  flights: Pick<Flights, 'waiting' | 'join' | 'leave'>;
  records: Pick<AnalysisRecords, 'get'>;
  users?: UserIndex | undefined;
}

/**
 * Enters those who wait for one fingerprint as waiting for another, too: before there is anything to keep, it is known whose it is.
 * Answers who they are.
 */
export async function enlist(
  { flights, records, users }: EnlistDeps,
  from: string,
  to: string,
): Promise<string[]> {
  const ids = await flights.waiting(from);
  await Promise.all(
    ids.map(async (id) => {
      const record = await records.get(id);
      if (!record) return;
      const { tenant, userId } = record;
      if (userId !== undefined) await users?.add({ tenant, userId }, to);
      await flights.join(to, id);
    }),
  );
  return ids;
}

/** The same question to another model. */
export function jobFor(job: AnalysisJob, model: string): AnalysisJob {
  if (model === job.model) return job;
  const { tone, language, photoType, quality = DEFAULT_QUALITY } = job;
  const promptRevision = revisionFor({ model, promptRevision: job.promptRevision }, quality);
  const { sha256 } = job.photo;
  const fingerprint = fingerprintKey({ sha256, tone, language, photoType, promptRevision, model });
  return { ...job, model, fingerprint };
}

export const standInFor = (job: AnalysisJob, asked: AnalysisJob, waiting: string[]): StandIn => ({
  fingerprint: asked.fingerprint,
  model: asked.model,
  fallback: { from: job.model, reason: 'provider' },
  waiting,
});

/** Whether it is the model that cannot, and not the photo: another may. One that is merely busy is waited for. */
function isOfModel(error: unknown): boolean {
  if (error instanceof Held) return error.hold.why === 'down';
  return error instanceof Failure && ['provider-rejected', 'provider-unauthorized'].includes(error.code);
}

/**
 * Asks one model after the other, until one answers.
 * @param chain the model that new analyses name, then its stand-ins
 * @throws what is worth waiting for, else what the first one threw
 */
export async function askInTurn<T>(
  job: AnalysisJob,
  chain: string[],
  ask: (asked: AnalysisJob) => Promise<T>,
): Promise<T> {
  const at = chain.indexOf(job.model);
  const models = at < 0 || job.model === LOCAL_MODEL ? [job.model] : chain.slice(at);
  const errors: unknown[] = [];
  for (const model of models) {
    try {
      return await ask(jobFor(job, model));
    } catch (error) {
      errors.push(error);
      if (!isOfModel(error)) break;
    }
  }
  const held = errors.filter((it) => it instanceof Held).sort((one, two) => one.hold.ms - two.hold.ms);
  const last = errors.at(-1);
  // A stand-in that fails in passing is worth another try, as is whatever can be waited for.
  if (last instanceof Failure && last.retryable) throw last;
  throw held[0] ?? errors[0];
}
