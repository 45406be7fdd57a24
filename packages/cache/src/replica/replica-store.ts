import type { ByteStore } from '../byte-store.ts';
import { createBreaker } from './breaker.ts';
import { createMarks } from './marks.ts';
import type { Pulse } from './pulse.ts';

export interface ReplicaStoreOptions {
  /** On the same two servers as the stores. Its owner closes it. */
  pulse: Pulse;
  /** Whether the replica's connection is usable at this moment. */
  isReplicaUp: () => boolean;
  /** A replica further behind than this, ms, is not read. Should be several times the pulse's interval. @default 2000 */
  maxLagMs?: number;
  /** The primary is asked as well when the replica takes longer than this, ms. @default 15 */
  hedgeMs?: number;
  /** A replica in trouble is left alone for so long, ms. @default 1000 */
  restMs?: number;
}

export interface ReplicaCounts {
  /** Reads answered by the replica, and by the primary. */
  replica: number;
  primary: number;
  /** Times that the replica failed, was slow, or lagged too far behind. */
  failed: number;
  slow: number;
  lagging: number;
}

export interface ReplicaStore extends ByteStore {
  /** To be called when another process has erased or replaced these on the primary: no older copy is read any more. */
  forget(keys: string[]): void;
  /** The same for everything. */
  forgetAll(): void;
  counts(): ReplicaCounts;
}

type Answer = { kind: 'hit'; value: Uint8Array } | { kind: 'miss' | 'failed' | 'lagging' | 'slow' };

/** The answer, or `slow` when there is none within `ms`. */
function inTime(asked: Promise<Answer>, ms: number): Promise<Answer> {
  return new Promise((resolve) => {
    // After a stall of our own the answer may have come and just not been read: sockets get their turn before it is late.
    const timer = setTimeout(() => setImmediate(() => resolve({ kind: 'slow' })), ms);
    void asked.then((answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

/**
 * Reads from a replica nearby, writes to the primary; what the replica does not have is looked for on the primary.
 *
 * No read ever shows a state older than `maxLagMs`, however far behind or cut off the replica is: the pulse measures its lag with
 * each read. So what any process erased is gone from every process after `maxLagMs` at the latest, and at once from
 * the process that erased it and those that were told by `forget`. A replica that is dead, slow or behind costs a read no
 * more than `hedgeMs`, and soon nothing. An erase that the primary loses by crashing before it was replicated is beyond this.
 */
export function createReplicaStore(
  primary: ByteStore,
  replica: ByteStore,
  options: ReplicaStoreOptions,
): ReplicaStore {
  const { pulse, isReplicaUp, maxLagMs = 2000, hedgeMs = 15, restMs = 1000 } = options;
  const breaker = createBreaker(restMs);
  const marks = createMarks(maxLagMs);
  const counts: ReplicaCounts = { replica: 0, primary: 0, failed: 0, slow: 0, lagging: 0 };

  async function askReplica(key: string): Promise<Answer> {
    try {
      const from = performance.now();
      // In this order: what is read after a beat is at least as young as the beat.
      const [beat, value] = await Promise.all([pulse.lastSeen(), replica.get(key)]);
      if (from - beat >= maxLagMs) return { kind: 'lagging' };
      return value === undefined || marks.has(key) ? { kind: 'miss' } : { kind: 'hit', value };
    } catch {
      return { kind: 'failed' };
    }
  }

  function report(answer: Answer, askedAt: number): void {
    if (answer.kind === 'hit' || answer.kind === 'miss') {
      breaker.succeeded();
      return;
    }
    counts[answer.kind]++;
    if (answer.kind === 'slow') breaker.wasSlow(askedAt);
    else breaker.failed();
  }

  async function askPrimary(key: string): Promise<Uint8Array | undefined> {
    const value = await primary.get(key);
    counts.primary++;
    return value;
  }

  /** Whichever comes first: what the primary answers, or a hit on the replica. */
  function race(key: string, asked: Promise<Answer>): Promise<Uint8Array | undefined> {
    const never = new Promise<undefined>(() => {});
    const hit = asked.then((answer) => (answer.kind === 'hit' ? answer.value : never));
    return Promise.race([askPrimary(key), hit]);
  }

  async function get(key: string): Promise<Uint8Array | undefined> {
    if (!isReplicaUp() || marks.has(key) || !breaker.admits()) return askPrimary(key);
    const askedAt = performance.now();
    const asked = askReplica(key);
    const answer = await inTime(asked, hedgeMs);
    report(answer, askedAt);
    if (answer.kind === 'slow') return race(key, asked);
    if (answer.kind !== 'hit') return askPrimary(key);
    counts.replica++;
    return answer.value;
  }

  /** Marked before, for who reads meanwhile, and after, from when on the copy on the primary is gone. */
  async function changing<T>(mark: () => void, change: () => Promise<T>): Promise<T> {
    mark();
    try {
      return await change();
    } finally {
      mark();
    }
  }

  return {
    get kind() {
      return primary.kind;
    },
    get,
    set: (key, value, ttl) =>
      changing(
        () => marks.mark([key]),
        () => primary.set(key, value, ttl),
      ),
    delete: (keys) =>
      changing(
        () => marks.mark(keys),
        () => primary.delete(keys),
      ),
    clear: (prefix) => changing(marks.markAll, () => primary.clear(prefix)),
    stats: (prefix) => primary.stats(prefix),
    forget: (keys) => marks.mark(keys),
    forgetAll: marks.markAll,
    counts: () => ({ ...counts }),
  };
}
