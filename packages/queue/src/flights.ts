import type { FlightEnd, FlightList, FlightState, Flights } from '@jmj/core';
import { defineScript } from '@jmj/redis';
import type { Redis } from 'ioredis';
import { queuePrefix } from './names.ts';

/** Nobody waits longer than the longest-lived analysis, 48 h. */
const WAITING_TTL_SECONDS = 172_800;
/** A state is written at every stage; a dead worker's last word must not outlive the job for long. */
const STATE_TTL_SECONDS = 3600;
/** Long enough for a request that joined while the flight ended to look. */
const END_TTL_SECONDS = 60;

/** KEYS: those who wait, the list of flights. ARGV: the fingerprint, ids. A flight that nobody waits for is in no list. */
const LEAVE = defineScript(`
for at = 2, #ARGV do redis.call('SREM', KEYS[1], ARGV[at]) end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
return 1`);

/** The same; ARGV: the fingerprint, now. */
const LOOK_LATER = defineScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1])
else redis.call('ZADD', KEYS[2], 'XX', ARGV[2], ARGV[1]) end
return 1`);

const parse = <T>(json: string | null | undefined): T | undefined =>
  json ? (JSON.parse(json) as T) : undefined;

/** Flights on the queue's Redis: a set of waiting analyses, the last state and a short-lived end, per fingerprint. */
export function createFlights(redis: Redis, keyPrefix = ''): Flights & FlightList {
  const list = `${queuePrefix(keyPrefix)}:flights`;
  const keyOf = (fingerprint: string, part: string) =>
    `${queuePrefix(keyPrefix)}:flight:${fingerprint}:${part}`;
  return {
    async join(fingerprint, analysisId) {
      const key = keyOf(fingerprint, 'waiting');
      const replies = await redis
        .multi()
        .sadd(key, analysisId)
        .expire(key, WAITING_TTL_SECONDS)
        .zadd(list, Date.now(), fingerprint)
        .expire(list, WAITING_TTL_SECONDS)
        .scard(key)
        .exec();
      return Number(replies?.at(-1)?.[1] ?? 0);
    },
    async leave(fingerprint, analysisIds) {
      if (analysisIds.length === 0) return;
      await LEAVE(redis, [keyOf(fingerprint, 'waiting'), list], [fingerprint, ...analysisIds]);
    },
    longWaiting: (ms, most) => redis.zrangebyscore(list, '-inf', Date.now() - ms, 'LIMIT', 0, most),
    async lookLater(fingerprint) {
      await LOOK_LATER(redis, [keyOf(fingerprint, 'waiting'), list], [fingerprint, Date.now()]);
    },
    waiting: (fingerprint) => redis.smembers(keyOf(fingerprint, 'waiting')),
    async report(fingerprint, state) {
      await redis
        .multi()
        .set(keyOf(fingerprint, 'state'), JSON.stringify(state), 'EX', STATE_TTL_SECONDS)
        .del(keyOf(fingerprint, 'end'))
        .exec();
    },
    async end(fingerprint, end) {
      await redis.set(keyOf(fingerprint, 'end'), JSON.stringify(end), 'EX', END_TTL_SECONDS);
    },
    async land(fingerprint) {
      await redis.del(keyOf(fingerprint, 'state'));
    },
    async clear(fingerprint) {
      await redis.del(keyOf(fingerprint, 'state'), keyOf(fingerprint, 'end'));
    },
    async look(fingerprint) {
      const [state, end] = await redis.mget(keyOf(fingerprint, 'state'), keyOf(fingerprint, 'end'));
      return { state: parse<FlightState>(state), end: parse<FlightEnd>(end) };
    },
  };
}
