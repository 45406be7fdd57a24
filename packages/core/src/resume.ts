import type { Fallback } from '@jmj/contracts';
import type { Submission } from './draft.ts';
import { Failure } from './failure.ts';
import { fingerprintKey } from './fingerprint.ts';
import { type JudgeIdentity, localOf } from './judge.ts';
import { tenantMark } from './known.ts';
import { fromCache, type LineUp, type SubmitDeps } from './line-up.ts';
import type { AnalysisRecord } from './ports/waiting.ts';

/** Goes on with analyses whose photo had to be fetched first. */
export function createResume(
  deps: SubmitDeps,
  { asking, countHit, countSubmitted, letGo, refusePoison, settleNow, recordOf, queueUp }: LineUp,
) {
  const { critiques, records } = deps;

  /** Whether it has come to an end, or waits for one now: false when the tenant wants the local judge instead. */
  async function resumeWith(
    judge: JudgeIdentity,
    waiting: AnalysisRecord,
    submission: Submission,
    fallback?: Fallback,
  ): Promise<boolean> {
    const { id, createdAt, expiresAt } = waiting;
    const since = performance.now();
    const { photo, options, tenant } = submission;
    photo.refuseBomb?.(deps.maxPixels);
    await refusePoison(photo.sha256);
    const fingerprint = asking.fingerprintOf(photo.sha256, options, judge);
    const key = fingerprintKey(fingerprint);
    const record = { ...recordOf(submission, key, judge, fallback), id, createdAt, expiresAt };
    if (!(await records.replace(record))) return true;
    await asking.noteUser(tenant, options, fingerprint);
    // An earlier attempt had found another photo there.
    if (waiting.photo.bytes > 0 && waiting.fingerprint !== key) await letGo(waiting);
    try {
      const known = await critiques.get(key);
      if (known) {
        await critiques.markShown(key, tenantMark(tenant)).catch(deps.onBackgroundError);
        await settleNow(record, fromCache(known));
        countHit(fingerprint, 'exact', since);
        await asking.standBy(tenant, [options.userId], since);
        return true;
      }
      const submitted = await queueUp(record, submission, judge);
      await asking.standBy(tenant, [options.userId], since);
      // Who cancels meanwhile may have seen it as it was before.
      const canceled = (await records.get(id))?.status === 'canceled';
      if (!submitted || canceled) await letGo(record);
      if (submitted) countSubmitted(submitted, fingerprint, since);
      return submitted !== undefined || canceled;
    } catch (error) {
      await letGo(record).catch(deps.onBackgroundError);
      throw error;
    }
  }

  /**
   * Goes on with an analysis whose photo had to be fetched first, as if it had been sent now. Safe to repeat. Nothing is done for
   * one that was canceled meanwhile.
   * @throws Failure as `submit`
   */
  return async function resume(waiting: AnalysisRecord, submission: Submission): Promise<void> {
    const done =
      (await resumeWith(deps.judge, waiting, submission)) ||
      (await resumeWith(localOf(deps.judge), waiting, submission, {
        from: deps.judge.model,
        reason: 'budget',
      }));
    if (!done) throw new Failure('internal', 'The local judge was refused for want of money');
  };
}
