import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/** What tells how far behind a replica is. */
export interface Pulse {
  /**
   * Asks the replica for the youngest beat that has reached it: what it answers from now on is no older than that.
   * Milliseconds of `performance.now()` in this process; -Infinity: none has.
   */
  lastSeen(): Promise<number>;
  close(): void;
}

/** A beat of a process that has gone stays so long, ms. */
const BEAT_TTL_MS = 10_000;

/**
 * Writes the time to the primary again and again, and reads on the replica which of these writes has arrived. Both times are
 * of this process' own clock, and replication keeps the order of writes: whatever was written or erased before a beat that
 * has arrived has arrived as well (https://redis.io/docs/latest/operate/oss_and_stack/management/replication/).
 *
 * @param replica the very connection that values are read on: commands on it are answered in the order they were sent
 * @param everyMs @default 250
 */
export function createPulse(
  primary: Redis,
  replica: Redis,
  options: { keyPrefix?: string; everyMs?: number } = {},
): Pulse {
  const { keyPrefix = '', everyMs = 250 } = options;
  const key = `${keyPrefix}jmj:pulse:${randomUUID()}`;
  let beating = false;

  function beat(): void {
    if (beating) return;
    beating = true;
    primary
      .set(key, String(performance.now()), 'PX', BEAT_TTL_MS)
      .catch(() => {}) // no beat: the replica is not trusted, and nothing else is lost
      .finally(() => {
        beating = false;
      });
  }

  beat();
  const timer = setInterval(beat, everyMs).unref();
  return {
    async lastSeen() {
      const beat = await replica.get(key);
      return beat === null ? Number.NEGATIVE_INFINITY : Number(beat);
    },
    close: () => clearInterval(timer),
  };
}
