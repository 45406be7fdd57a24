import type { AnalysisJob } from '@jmj/contracts';
import { keptFor } from './cached.ts';
import { fingerprintKey } from './fingerprint.ts';
import { DEFAULT_QUALITY, revisionFor } from './judge.ts';
import type { CachedCritique, CritiqueCache } from './ports/critiques.ts';
import type { PreparedPhoto, TwinIndex, TwinSketch, VerifyTwins } from './ports/judging.ts';

export interface TwinsDeps {
  index: TwinIndex;
  verify: VerifyTwins;
  critiques: CritiqueCache;
  /** Hears why the index could not be used: to the job it is a miss. */
  onTrouble: (error: unknown) => void;
  /** A job waits no longer than this for the index, ms. @default 5000 */
  patienceMs?: number | undefined;
}

export interface TwinLook {
  /** What to `remember` the photo by, once it has been judged. */
  sketch?: TwinSketch | undefined;
  /** What was said of a twin, in the tone, language, photo type, revision and model of the job. */
  known?: CachedCritique | undefined;
  /** SHA-256 of twins of which nothing was said in that way, or not yet. */
  silent?: string[] | undefined;
}

/** A critique about to be forgotten is not passed on: whoever waits for it would come too late, ms. */
const LEAST_LEFT_MS = 10_000;

/**
 * Photos that are new by their bytes and known by their picture. Nothing here fails a job: trouble is a miss.
 *
 * Only photos that were judged themselves are found, so a copy of a copy is compared with the original. Two new copies in flight at
 * the same time may both be judged: neither is known until it has been.
 */
export function createTwins({ index, verify, critiques, onTrouble, patienceMs = 5000 }: TwinsDeps) {
  /** The work's answer; nothing when it fails or takes too long. */
  async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`twins: no answer within ${patienceMs} ms`)), patienceMs);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      onTrouble(error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  async function saidOf(sha256: string, job: AnalysisJob): Promise<CachedCritique | undefined> {
    const { tone, language, photoType, model, quality = DEFAULT_QUALITY } = job;
    const promptRevision = revisionFor(job, quality);
    const known = await critiques.get(
      fingerprintKey({ sha256, tone, language, photoType, promptRevision, model }),
    );
    const lasts = known && Date.parse(known.expiresAt) - Date.now() > LEAST_LEFT_MS;
    return lasts && !known.reused ? known : undefined;
  }

  async function saidOfTwins(job: AnalysisJob, sketch: TwinSketch): Promise<Omit<TwinLook, 'sketch'>> {
    const found = await index.find(job.tenant, sketch.keys.lookup);
    const others = found.filter(({ sha256 }) => sha256 !== job.photo.sha256);
    if (others.length === 0) return {};
    const same = await verify(
      sketch.descriptor,
      others.map(({ descriptor }) => descriptor),
    );
    const silent: string[] = [];
    for (const { sha256 } of others.filter((_other, at) => same[at] === true)) {
      const known = await saidOf(sha256, job);
      if (known) return { known };
      silent.push(sha256);
    }
    return silent.length > 0 ? { silent } : {};
  }

  return {
    async look(job: AnalysisJob, photo: PreparedPhoto): Promise<TwinLook> {
      const sketch = photo.sketch && (await orNothing(photo.sketch()));
      return sketch ? { sketch, ...(await orNothing(saidOfTwins(job, sketch))) } : {};
    },
    /** To be called with the critique's own time: what is forgotten need not be found. */
    async remember(job: AnalysisJob, sketch: TwinSketch, ttlSeconds: number): Promise<void> {
      await orNothing(
        index.add(job.tenant, {
          sha256: job.photo.sha256,
          sketch,
          ttlSeconds: Math.ceil(keptFor(job, ttlSeconds * 1000) / 1000),
        }),
      );
    },
  };
}

export type Twins = ReturnType<typeof createTwins>;

/** What was said of a twin, as this photo's own: with its own facts and EXIF, and nothing paid for it. */
export function reuse(
  known: CachedCritique,
  own: Pick<CachedCritique, 'photo' | 'exif' | 'shownBy'>,
): CachedCritique {
  const { critique, source, model, judgedAt, expiresAt } = known;
  // It keeps its first end: nothing lives longer than promised by being passed on.
  return { critique, source, model, judgedAt, expiresAt, ...own, reused: true };
}
