import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { UNIT_BYTES } from './footprint.ts';
import type { Ledger, Line } from './ledger.ts';

/** Lines looked at in one round, beside those carried over from the last one: more when much is wanted. */
const LEAST_SAMPLE = 192;
const MOST_SAMPLE = 1024;
/** The next most idle are looked at again in the next round, as Redis keeps a pool of candidates. */
const CARRIED = 64;
/** At most one in so many of the lines looked at is evicted, so that what leaves really is among the idlest. */
const PICKINESS = 4;
/** One round frees at least so many entries, so that the next writes find room. */
const BATCH = 32;
/** A line without an entry may be one that is being written: it is let go only when it is still so after this, ms. */
const WRITING_MS = 250;
const MOST_ABSENT = 1000;

const bytesOf = (lines: Line[]): number => lines.reduce((sum, { units }) => sum + units, 0) * UNIT_BYTES;

/** Under an LFU policy Redis refuses to tell: then any entry is as good as another. */
function toSeconds(reply: PromiseSettledResult<unknown> | undefined): number | null {
  if (reply?.status === 'fulfilled') return reply.value === null ? null : Number(reply.value);
  if (reply?.reason instanceof Error && reply.reason.name === 'ReplyError') return 0;
  throw reply?.reason;
}

export interface Evictor {
  /** One bounded round that tries to free so much; callers at the same time share it. */
  makeRoom(bytes: number): Promise<void>;
  /** A round behind the caller's back, unless one is under way. */
  workAhead(bytes: number): void;
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
  const absent = new Map<string, { line: Line; since: number }>();
  let carried: Line[] = [];
  let typicalBytes = 2048;
  let wanted = 0;
  let round: Promise<void> | undefined;

  /** Seconds since each was last read; null: it is not there. */
  async function idleness(lines: Line[]): Promise<{ line: Line; idle: number | null }[]> {
    const replies = await Promise.allSettled(lines.map(({ key }) => redis.object('IDLETIME', key)));
    return lines.map((line, n) => ({ line, idle: toSeconds(replies[n]) }));
  }

  function noteAbsent(line: Line): void {
    if (absent.size < MOST_ABSENT && !absent.has(line.key)) absent.set(line.key, { line, since: Date.now() });
  }

  /** Lines that have had no entry for long enough. */
  function takeVoid(): Line[] {
    const due = [...absent.values()].filter(({ since }) => Date.now() - since >= WRITING_MS);
    for (const { line } of due) absent.delete(line.key);
    return due.map(({ line }) => line);
  }

  /** Entries, the most idle first. */
  async function candidates(lines: Line[]): Promise<Line[]> {
    const there: { line: Line; idle: number }[] = [];
    for (const { line, idle } of await idleness(lines)) {
      if (isBeingWritten(line.key)) continue;
      if (idle === null) noteAbsent(line);
      else there.push({ line, idle });
    }
    return there
      .sort((a, b) => (a.idle === b.idle ? Number(a.line.score) - Number(b.line.score) : b.idle - a.idle))
      .map(({ line }) => line);
  }

  async function sample(bytes: number): Promise<Line[]> {
    const enough = Math.ceil(bytes / typicalBytes) * PICKINESS;
    const sampled = await ledger.sample(Math.min(Math.max(enough, LEAST_SAMPLE), MOST_SAMPLE));
    if (sampled.length > 0) typicalBytes = bytesOf(sampled) / sampled.length;
    return [...new Map([...carried, ...sampled].map((line) => [line.key, line])).values()];
  }

  /** Void lines are told apart by still being void: drops those of earlier rounds, or waits for those of this one. */
  async function dropVoid(mayWait: boolean): Promise<number> {
    if (mayWait && absent.size > 0) await pause(WRITING_MS);
    const gone = (await idleness(takeVoid()))
      .filter(({ line, idle }) => idle === null && !isBeingWritten(line.key))
      .map(({ line }) => line);
    await ledger.forget(gone);
    return bytesOf(gone);
  }

  async function evict(): Promise<void> {
    let freed = await dropVoid(false);
    const lines = await candidates(await sample(wanted));
    const bytes = wanted; // those who came meanwhile count too
    const most = Math.ceil(lines.length / PICKINESS);
    const victims: Line[] = [];
    for (const line of lines) {
      if (victims.length >= most || (freed >= bytes && victims.length >= BATCH)) break;
      freed += line.units * UNIT_BYTES;
      victims.push(line);
    }
    carried = lines.slice(victims.length, victims.length + CARRIED);
    // The entry first: a line without an entry is found and dropped later, an entry without a line would not be counted.
    await Promise.all(victims.map(({ key }) => redis.unlink(key)));
    await ledger.forget(victims, 'evictions');
    if (freed < bytes) await dropVoid(true);
  }

  function makeRoom(bytes: number): Promise<void> {
    wanted += bytes;
    round ??= Promise.resolve()
      .then(evict)
      .finally(() => {
        wanted = 0;
        round = undefined;
      });
    return round;
  }

  return {
    makeRoom,
    workAhead(bytes) {
      if (!round) makeRoom(bytes).catch(() => {}); // a write that needs the room tries again, and hears why
    },
  };
}
