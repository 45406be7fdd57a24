import { type Analysis, type AnalysisEvent, STAGES } from '@jmj/contracts';
import { UNFETCHED } from './draft.ts';
import { Failure } from './failure.ts';
import { fingerprintKey } from './fingerprint.ts';
import { answerKnown, hasShown, parseKnownId, wholeAnswer } from './known.ts';
import type { CachedCritique, CritiqueCache } from './ports/critiques.ts';
import type { PhotoStore } from './ports/judging.ts';
import type {
  AnalysisRecord,
  AnalysisRecords,
  EventPublisher,
  EventSubscriber,
  FlightEvent,
  FlightState,
  Flights,
} from './ports/waiting.ts';
import type { Budgets } from './spending.ts';

export interface FollowDeps {
  budgets?: Pick<Budgets, 'close'> | undefined;
  records: AnalysisRecords;
  flights: Flights;
  critiques: CritiqueCache;
  /** Reads like the cache, but throws when it cannot be read: what is told to be gone has to be. @default the cache */
  surely?: ((fingerprint: string) => Promise<CachedCritique | undefined>) | undefined;
  photos: PhotoStore;
  events: EventPublisher & EventSubscriber;
}

/** Events can be missed: whoever waits looks again this often, ms. */
const LOOK_AGAIN_MS = 1000;

const ENDED = new Set<Analysis['status']>(['completed', 'failed', 'canceled']);
export const hasEnded = (status: Analysis['status']): boolean => ENDED.has(status);

/** How far it is, as a number that only grows. */
const stepOf = ({ status, stage }: AnalysisEvent): number =>
  hasEnded(status) ? STAGES.length + 1 : stage ? STAGES.indexOf(stage) + 1 : 0;

const notFound = () => new Failure('not-found', 'There is no analysis of that id, or it has expired');

/** The record, and what is known beside it, as callers see it. */
export function toAnalysis(record: AnalysisRecord, known?: CachedCritique, state?: FlightState): Analysis {
  const { tenant: _tenant, userId: _userId, fingerprint: _fingerprint, estimated, cost, ...asked } = record;
  const photo = asked.photo.sha256 === UNFETCHED.sha256 ? undefined : asked.photo;
  const told = { ...asked, photo, ...((cost || estimated) && { cost: { ...cost, estimated } }) };
  if (hasEnded(record.status)) {
    return { ...told, critique: known?.critique, exif: known?.exif };
  }
  return state ? { ...told, status: 'active', startedAt: state.startedAt } : told;
}

/** What callers do with an analysis after it was submitted: look, wait, listen, cancel. Another tenant's does not exist. */
export function createFollow(deps: FollowDeps) {
  const { records, flights, critiques, events } = deps;

  async function owned(tenant: string, id: string): Promise<AnalysisRecord> {
    const record = await records.get(id);
    if (record?.tenant === tenant) return record;
    throw notFound();
  }

  /** @throws Failure `queue-unavailable` when it cannot be told */
  async function isGone(fingerprint: string): Promise<boolean> {
    try {
      return (await deps.surely?.(fingerprint)) === undefined;
    } catch (cause) {
      throw new Failure('queue-unavailable', 'The critique cannot be read at the moment', { cause });
    }
  }

  /** An analysis that the cache answered is nowhere written: its id says what to look for. */
  async function hit(tenant: string, id: string): Promise<Analysis | undefined> {
    const asked = parseKnownId(id);
    if (!asked) return undefined;
    const ready = await critiques.ready(fingerprintKey(asked.fingerprint));
    if (!ready && !(await isGone(fingerprintKey(asked.fingerprint)))) return hit(tenant, id);
    if (!ready || !hasShown(tenant, ready)) throw notFound();
    return JSON.parse(
      wholeAnswer(answerKnown(asked.fingerprint, asked.fingerprint, ready, asked.at)).toString(),
    ) as Analysis;
  }

  /** @throws Failure `not-found`, or `critique-gone` when it ended well but the critique has left the cache since */
  async function get(tenant: string, id: string): Promise<Analysis> {
    const known = await hit(tenant, id);
    if (known) return known;
    const record = await owned(tenant, id);
    if (record.status === 'completed') {
      const known = await critiques.get(record.fingerprint);
      if (known) return toAnalysis(record, known);
      if (!(await isGone(record.fingerprint))) return get(tenant, id); // it can be read again
      throw new Failure('critique-gone', 'The critique has left the cache: submit the photo again');
    }
    if (hasEnded(record.status)) return toAnalysis(record);
    const { state } = await flights.look(record.fingerprint);
    return toAnalysis(record, undefined, state);
  }

  /** The analysis as soon as it has ended, or as it is after `seconds`. */
  async function wait(tenant: string, id: string, seconds: number, signal: AbortSignal): Promise<Analysis> {
    const deadline = Date.now() + seconds * 1000;
    for await (const event of listen(
      tenant,
      id,
      AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]),
    )) {
      if (hasEnded(event.status) || Date.now() > deadline) break;
    }
    return get(tenant, id);
  }

  /**
   * Where the analysis stands, then each change, until it has ended. Ends without a word when `signal` aborts.
   * @throws Failure `not-found`
   */
  async function* listen(tenant: string, id: string, signal: AbortSignal): AsyncGenerator<AnalysisEvent> {
    const known = await hit(tenant, id);
    if (known) {
      yield { analysisId: id, type: 'completed', status: 'completed', at: known.createdAt };
      return;
    }
    let { fingerprint } = await owned(tenant, id);
    const arrived: AnalysisEvent[] = [];
    let hasNews = false;
    let wake = () => {};
    const hear = ({ analysisId = id, ...event }: FlightEvent) => {
      // Only a hint: the record decides what has really ended, for this analysis.
      if (analysisId === id && !hasEnded(event.status)) arrived.push({ analysisId, ...event });
      hasNews = true; // also while the record is being read: then it is read again
      wake();
    };
    let unsubscribe = events.subscribe(fingerprint, hear);
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort);
    try {
      let told = -1;
      while (!signal.aborted) {
        hasNews = false;
        const record = await records.get(id);
        if (!record) throw new Failure('not-found', 'The analysis has expired');
        if (record.fingerprint !== fingerprint) {
          // Its photo was fetched: only now is it known what it waits for.
          unsubscribe();
          fingerprint = record.fingerprint;
          unsubscribe = events.subscribe(fingerprint, hear);
          continue;
        }
        const stands = await standing(record);
        for (const event of [...arrived.splice(0), stands]) {
          // What is heard and what is read overtake each other, and a job that is tried again begins anew: each step is told once.
          if (stepOf(event) <= told) continue;
          told = stepOf(event);
          yield event;
        }
        if (hasEnded(stands.status)) return;
        if (!hasNews && !signal.aborted) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, LOOK_AGAIN_MS);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
      }
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', onAbort);
    }
  }

  async function standing(record: AnalysisRecord): Promise<AnalysisEvent> {
    const { id, fingerprint, createdAt, status } = record;
    if (status === 'completed' || status === 'failed' || status === 'canceled') {
      return { analysisId: id, type: status, status, at: record.completedAt ?? createdAt };
    }
    const { state } = await flights.look(fingerprint);
    if (!state) return { analysisId: id, type: 'queued', status: 'queued', at: createdAt };
    const type = state.stage === 'started' ? 'started' : 'progress';
    return { analysisId: id, type, status: 'active', stage: state.stage, at: state.startedAt };
  }

  /** @throws Failure `conflict` when it has already ended otherwise */
  async function cancel(tenant: string, id: string): Promise<Analysis> {
    if (await hit(tenant, id)) throw new Failure('conflict', 'The analysis is already completed');
    const record = await owned(tenant, id);
    const completedAt = new Date().toISOString();
    const canceled = await records.settle(id, { status: 'canceled', completedAt });
    if (!canceled) {
      const now = await get(tenant, id);
      if (now.status === 'canceled') return now;
      throw new Failure('conflict', `The analysis is already ${now.status}`);
    }
    // What was fetched meanwhile is let go of, too.
    const { fingerprint, photo } = (await records.get(id)) ?? record;
    await flights.leave(fingerprint, [id]);
    await deps.photos.release(photo.sha256, id);
    // While others wait the job goes on, and this analysis still pays for it if it was the first.
    if ((await flights.waiting(fingerprint)).length === 0) await deps.budgets?.close(id, false);
    await events.publish(fingerprint, {
      type: 'canceled',
      status: 'canceled',
      at: completedAt,
      analysisId: id,
    });
    return toAnalysis({ ...record, status: 'canceled', completedAt });
  }

  return { get, wait, listen, cancel };
}

export type Follow = ReturnType<typeof createFollow>;
