import type { Redis } from 'ioredis';
import { UNIT_BYTES } from './footprint.ts';
import type { Ledger, Line } from './ledger.ts';

/** Lines looked at in one round, beside those carried over from the last one: more when much is wanted. */
const LEAST_SAMPLE = 96;
const MOST_SAMPLE = 1024;
/** The next most idle are looked at again in the next round, as Redis keeps a pool of candidates. */
const CARRIED = 32;
/** At most one in so many of the lines looked at is evicted, so that what leaves really is among the idlest. */
const PICKINESS = 4;
/** One round frees at least so many entries, so that the next writes find room. */
const BATCH = 16;
/** A line without an entry may be one that is being written: it is let go only when it is still so after this, ms. */
const WRITING_MS = 1000;
const MOST_ABSENT = 1000;

export interface Evictor {
  /** One bounded round; callers at the same time share it. Answers how many bytes it freed. */
  makeRoom(bytes: number): Promise<number>;
}

/**
 * Evicts the least recently used entries, by sampling, as Redis does: it keeps the time of the last GET of each key by itself
 * (`OBJECT IDLETIME`), so a hit costs nothing. Plain commands on entries, one key each: a Cluster takes them.
 *
 * @param isBeingWritten such keys are spared
 */
export function createEvictor(
  redis: Redis,
  ledger: Ledger,
  isBeingWritten: (key: string) => boolean,
): Evictor {
  const absentSince = new Map<string, number>();
  let carried: Line[] = [];
  let typicalBytes = 2048;
  let wanted = 0;
  let round: Promise<number> | undefined;

  /** Seconds since it was last read; undefined: leave it alone. */
  async function idleness({ key }: Line): Promise<number | undefined> {
    // Under an LFU policy Redis cannot tell: then any is as good as another.
    const idle = await redis.object('IDLETIME', key).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ReplyError') return 0;
      throw error;
    });
    if (idle !== null) {
      absentSince.delete(key);
      return Number(idle);
    }
    const since = absentSince.get(key);
    if (since !== undefined && Date.now() - since >= WRITING_MS) return Number.POSITIVE_INFINITY;
    if (since === undefined && absentSince.size < MOST_ABSENT) absentSince.set(key, Date.now());
    return undefined;
  }

  async function candidates(bytes: number): Promise<Line[]> {
    const enough = Math.ceil(bytes / typicalBytes) * PICKINESS;
    const sampled = await ledger.sample(Math.min(Math.max(enough, LEAST_SAMPLE), MOST_SAMPLE));
    const units = sampled.reduce((sum, line) => sum + line.units, 0);
    if (sampled.length > 0) typicalBytes = (units * UNIT_BYTES) / sampled.length;
    const lines = [...new Map([...carried, ...sampled].map((line) => [line.key, line])).values()];
    const judged = await Promise.all(lines.map(async (line) => ({ line, idle: await idleness(line) })));
    return judged
      .flatMap(({ line, idle }) => (idle === undefined || isBeingWritten(line.key) ? [] : [{ line, idle }]))
      .sort((a, b) => (a.idle === b.idle ? Number(a.line.score) - Number(b.line.score) : b.idle - a.idle))
      .map(({ line }) => line);
  }

  async function evict(bytes: number): Promise<number> {
    const lines = await candidates(bytes);
    const most = Math.ceil(lines.length / PICKINESS);
    let freed = 0;
    let count = 0;
    for (const line of lines) {
      if (count >= most || (freed >= bytes && count >= BATCH)) break;
      freed += line.units * UNIT_BYTES;
      count++;
    }
    const victims = lines.slice(0, count);
    carried = lines.slice(count, count + CARRIED);
    // The entry first: a line without an entry is found and dropped later, an entry without a line would not be counted.
    await Promise.all(victims.map(({ key }) => redis.unlink(key)));
    await ledger.forget(victims, 'evictions');
    for (const { key } of victims) absentSince.delete(key);
    return freed;
  }

  return {
    makeRoom(bytes) {
      wanted += bytes;
      round ??= Promise.resolve()
        .then(() => evict(wanted))
        .finally(() => {
          wanted = 0;
          round = undefined;
        });
      return round;
    },
  };
}
