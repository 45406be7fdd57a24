import type { Fallback } from '@jmj/contracts';
import type { Submission } from './draft.ts';
import { Failure } from './failure.ts';
import { type Fingerprint, fingerprintKey } from './fingerprint.ts';
import { type JudgeIdentity, localOf } from './judge.ts';
import { answerKnown, hasShown, type KnownAnswer, tenantMark } from './known.ts';
import { createLineUp, type SubmitDeps, type Waiting } from './line-up.ts';
import type { ReadyCritique } from './ports/critiques.ts';
import type { AnalysisRecord } from './ports/waiting.ts';
import { createResume } from './resume.ts';

export type Submitted = { known: KnownAnswer } | Waiting;

/** A photo named by its hash, in the hope that it need not be sent. */
export type Inquiry = Omit<Submission, 'photo'> & { sha256: string };

/** Takes a photo in: answers a known one from the cache, else sees to it that exactly one job judges it. */
export function createSubmit(deps: SubmitDeps) {
  const { critiques, records } = deps;
  const lineUp = createLineUp(deps);
  const { asking, countHit, countSubmitted, letGo, refusePoison, recordOf, queueUp } = lineUp;

  /** A hit is answered from one read; what there is to note is noted meanwhile. */
  function answer(
    asked: Omit<Submission, 'photo'>,
    fingerprint: Fingerprint,
    ready: ReadyCritique,
    since: number,
  ): { known: KnownAnswer } {
    countHit(fingerprint, ready.fromMemory ? 'l1' : 'exact', since, ready.costUsd);
    asking
      .noteHit(asked.tenant, asked.options, fingerprint, asked.since ?? since)
      .catch(deps.onBackgroundError);
    return { known: answerKnown(fingerprint, asked.options, ready, Date.now()) };
  }

  /** Nobody was told its id: it goes without a trace. */
  async function withdraw(record: AnalysisRecord): Promise<void> {
    await letGo(record);
    await records.remove(record.id);
  }

  /** Answers nothing when the tenant wants the local judge instead, for want of money. */
  async function submitTo(
    judge: JudgeIdentity,
    submission: Submission,
    fallback?: Fallback,
  ): Promise<Submitted | undefined> {
    const since = performance.now();
    const { photo, options, tenant } = submission;
    const fingerprint = asking.fingerprintOf(photo.sha256, options, judge);
    const key = fingerprintKey(fingerprint);
    const ready = await critiques.ready(key);
    if (ready) {
      // Awaited, for the id of the answer is good only for a tenant that is known to have the photo.
      if (!hasShown(tenant, ready)) {
        await asking.noteUser(tenant, {}, fingerprint);
        await critiques.markShown(key, tenantMark(tenant)).catch(deps.onBackgroundError);
      }
      return answer(submission, fingerprint, ready, since);
    }

    photo.refuseBomb?.(deps.maxPixels);
    await refusePoison(photo.sha256);
    await asking.noteUser(tenant, options, fingerprint);
    const record = recordOf(submission, key, judge, fallback);
    await records.create(record);
    try {
      const submitted = await queueUp(record, submission, judge);
      if (!submitted) {
        await withdraw(record);
        return undefined;
      }
      await asking.standBy(tenant, [options.userId], submission.since ?? since);
      countSubmitted(submitted, fingerprint, since);
      return submitted;
    } catch (error) {
      await withdraw(record).catch(deps.onBackgroundError);
      throw error;
    }
  }

  /** @throws Failure `budget-exceeded`, `photo-store-full` or `queue-unavailable` */
  async function submit(submission: Submission): Promise<Submitted> {
    const submitted =
      (await submitTo(deps.judge, submission)) ??
      (await submitTo(localOf(deps.judge), submission, { from: deps.judge.model, reason: 'budget' }));
    if (!submitted) throw new Failure('internal', 'The local judge was refused for want of money');
    return submitted;
  }

  /** The answer to a hash, if the critique is known and this tenant has sent the photo before. */
  async function inquire(inquiry: Inquiry): Promise<KnownAnswer | undefined> {
    const since = performance.now();
    const fingerprint = asking.fingerprintOf(inquiry.sha256, inquiry.options);
    const ready = await critiques.ready(fingerprintKey(fingerprint));
    if (!ready || !hasShown(inquiry.tenant, ready)) return undefined;
    return answer(inquiry, fingerprint, ready, since).known;
  }

  return { submit, resume: createResume(deps, lineUp), inquire };
}

export type Submit = ReturnType<typeof createSubmit>;
