import type { AnalysisJob } from '@jmj/contracts';
import { ownFacts, toCached } from '../cached.ts';
import { Failure, toAnalysisError } from '../failure.ts';
import { governed, Held } from '../governed.ts';
import { DEFAULT_QUALITY } from '../judge.ts';
import type { Judgement } from '../ports/judging.ts';
import { usdOf } from '../settle.ts';
import type { CallReport } from '../spending.ts';
import { reuse } from '../twins.ts';
import { NO_WEATHER } from '../weather.ts';
import { createBatchPaying } from './paying.ts';
import type { BatchChunk, BatchLine, BatchLook, BatchProvider, SentBatch } from './ports.ts';
import { type BatchWorkerDeps, isErased, jobOf, type Underway } from './worker-deps.ts';

/** So often what may still pass is tried again, each time at the flex price. */
const MOST_ROUNDS = 4;
/** Where nobody says how long to wait before the next, ms. */
const ROUND_MS = 5000;
const NO_ANSWER = 'The batch of the provider ended without an answer for this photo';

/** A line that has no critique, and why. */
interface Unanswered {
  line: BatchLine;
  job: AnalysisJob;
  why: Failure;
}

/** Turns what the provider has answered into critiques. */
export function createBatchFinisher(deps: BatchWorkerDeps) {
  const { critiques, settle, billing } = deps;
  const { pay, payForNobody } = createBatchPaying(deps);

  async function judged(
    under: Underway,
    line: BatchLine,
    job: AnalysisJob,
    judgement: Judgement,
    report: CallReport | undefined,
  ): Promise<void> {
    const paid = await pay(under, line, job, report);
    // Somebody who could not wait may have had it judged meanwhile: that one stays.
    const known = await critiques.get(job.fingerprint);
    const cached = known ?? toCached(job, line.reading, judgement, paid, deps.cacheTtlSeconds);
    if (!known) await critiques.put(job.fingerprint, cached);
    await billing.close(job, true);
    await settle.complete(job, under.batch.id, {
      cached,
      outcome: known ? 'known' : 'judged',
      usd: usdOf(cached),
    });
  }

  /**
   * Judges at once what the provider left, from the photos that it was sent: ours are gone.
   * @returns in how many ms to do it again for those that came to nothing again
   */
  async function judgeAgain(
    under: Underway,
    provider: BatchProvider,
    sent: SentBatch,
    unanswered: Unanswered[],
    isLastRound: boolean,
  ): Promise<number | undefined> {
    let again: number | undefined;
    const ids = unanswered.map(({ job }) => job.analysisId);
    const photos = await provider.photos(sent, ids, under.signal);
    for (const { line, job, why } of unanswered) {
      under.signal.throwIfAborted();
      deps.onMoved?.(under.batch.id);
      const jpeg = photos.get(job.analysisId);
      if (!jpeg) {
        await settle.fail(job, under.batch.id, why);
        continue;
      }
      const { tone, language, photoType, model, userHash, quality = DEFAULT_QUALITY } = job;
      const plan = deps.planner.plan(model, quality, line.reading.original);
      const photo = { jpeg, width: plan.width, height: plan.height, plan, ...line.reading };
      const bill = billing.open(job);
      const isSecond = why.code === 'provider-invalid-answer';
      try {
        const judgement = await deps.judge.judge(
          { photo, tone, language, photoType, model, quality, tier: 'flex', userHash, isSecond },
          governed(bill, deps.weather ?? NO_WEATHER, { jobId: job.analysisId, priority: 'economy' }),
          under.signal,
        );
        const cached = toCached(job, line.reading, judgement, bill.paid(), deps.cacheTtlSeconds);
        await critiques.put(job.fingerprint, cached);
        await billing.close(job, true);
        await settle.complete(job, under.batch.id, { cached, outcome: 'judged', usd: usdOf(cached) });
      } catch (error) {
        under.signal.throwIfAborted();
        if (error instanceof Held) throw error; // later, and no round was made
        const failure = error instanceof Failure ? error : why;
        if (failure.retryable && !isLastRound) again = Math.max(again ?? 0, failure.retryAfterMs ?? ROUND_MS);
        else await settle.fail(job, under.batch.id, failure);
      }
    }
    return again;
  }

  async function isWaitedFor({ analysisId }: AnalysisJob): Promise<boolean> {
    return (await deps.records.get(analysisId))?.status === 'queued';
  }

  return {
    /**
     * The provider's batch is over: every line gets its critique or its error.
     * @returns in how many ms to do it once more, for lines that may still be had
     */
    async finish(
      under: Underway,
      provider: BatchProvider,
      chunk: BatchChunk,
      sent: SentBatch,
      look: BatchLook,
    ): Promise<number | undefined> {
      const open = new Map(
        chunk.lines.flatMap((line) => {
          const entry = under.entries[line.n];
          const job = entry && jobOf(under, entry);
          return entry && job ? [[entry.analysisId, { line, job }] as const] : [];
        }),
      );
      const unanswered: Unanswered[] = [];
      const nobodys = chunk.lines.filter(({ n }) => isErased(under, n));
      const model = [...open.values()][0]?.job.model ?? '';
      const languageOf = (id: string) => open.get(id)?.job.language;
      const answers = provider.answers(look, { model, languageOf }, under.signal);
      for await (const { id, report, outcome } of answers) {
        const found = open.get(id);
        if (!found) {
          // Which of them it was is not known any more.
          const line = report?.microUsd ? nobodys.shift() : undefined;
          if (report && line) await payForNobody(under, chunk.id, line, report);
          continue;
        }
        open.delete(id);
        const { line, job } = found;
        if (!(outcome instanceof Failure)) await judged(under, line, job, outcome, report);
        else {
          await pay(under, line, job, report);
          unanswered.push({ line, job, why: outcome });
        }
      }
      const why = look.error ?? new Failure('provider-timeout', NO_ANSWER);
      for (const { line, job } of open.values()) unanswered.push({ line, job, why });

      const worthIt: Unanswered[] = [];
      for (const one of unanswered) {
        if (!(await isWaitedFor(one.job))) continue;
        if (one.why.retryable && under.batch.state.phase !== 'canceled') worthIt.push(one);
        else await settle.fail(one.job, under.batch.id, one.why);
      }
      if (worthIt.length === 0) return undefined;
      return judgeAgain(under, provider, sent, worthIt, chunk.rounds >= MOST_ROUNDS);
    },

    /** Copies of a picture get its critique once it is there. Answers those that wait still. */
    async copies(under: Underway, chunk: BatchChunk): Promise<BatchChunk['copies']> {
      const waiting: BatchChunk['copies'] = [];
      for (const copy of chunk.copies) {
        const entry = under.entries[copy.n];
        const job = entry && jobOf(under, entry);
        if (!job || !under.pending.has(copy.n)) continue;
        const known = await critiques.get(copy.of);
        if (known) {
          const cached = reuse(known, ownFacts(job, copy.reading));
          await critiques.put(job.fingerprint, cached);
          await settle.complete(job, under.batch.id, { cached, outcome: 'twin', usd: usdOf(known) });
          continue;
        }
        const original = under.byFingerprint.get(copy.of);
        const isComing = under.chunks.some(
          (it) => !it.answered && it.lines.some(({ n }) => n === original?.n),
        );
        if (isComing) waiting.push(copy);
        else await settle.fail(job, under.batch.id, await endOf(original?.analysisId));
      }
      return waiting;
    },
  };

  /** Why there is no critique of the original. */
  async function endOf(analysisId: string | undefined): Promise<Failure> {
    const record = analysisId === undefined ? undefined : await deps.records.get(analysisId);
    if (record?.error) return new Failure(record.error.code, record.error.message);
    return new Failure(
      'provider-unavailable',
      toAnalysisError(new Failure('provider-unavailable', NO_ANSWER)).message,
    );
  }
}

export type BatchFinisher = ReturnType<typeof createBatchFinisher>;
