import {
  type AnalysisRecord,
  type AnalysisRecords,
  type Settlement,
  type UserAnalyses,
  userHashOf,
} from '@jmj/core';
import type { Redis } from 'ioredis';
import { createUserList } from './erasing/user-list.ts';

/** Settles once, and never brings an expired record back to life. */
const SETTLE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('HSETNX', KEYS[1], 'settlement', ARGV[1])`;

/** Never brings an ended or expired record back to life. */
const REPLACE = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'settlement') == 1 then return 0 end
redis.call('HSET', KEYS[1], 'asked', ARGV[1])
return 1`;

/** `request:{id}` on Redis: a hash of what was asked and, once it ended, how. It expires with the analysis. */
export function createAnalysisRecords(redis: Redis, keyPrefix = ''): AnalysisRecords & UserAnalyses {
  const keyOf = (id: string) => `${keyPrefix}request:${id}`;
  const ofUsers = createUserList(redis, keyPrefix, 'analyses');
  return {
    async create(record) {
      const key = keyOf(record.id);
      const { status, ...asked } = record;
      const { tenant, userId } = record;
      // Listed first: what nobody can find again could not be erased.
      if (userId !== undefined) await ofUsers.add(userHashOf(tenant, userId), record.id);
      const fields: Record<string, string> = { asked: JSON.stringify(asked) };
      if (status !== 'queued') fields.settlement = JSON.stringify({ status });
      await redis.multi().hset(key, fields).pexpireat(key, Date.parse(record.expiresAt)).exec();
    },

    async get(id) {
      const { asked, settlement } = await redis.hgetall(keyOf(id));
      if (!asked) return undefined;
      const ended: Settlement | { status: 'queued' } = settlement
        ? JSON.parse(settlement)
        : { status: 'queued' };
      return { ...JSON.parse(asked), ...ended } as AnalysisRecord;
    },

    async replace({ status: _status, ...asked }) {
      return (await redis.eval(REPLACE, 1, keyOf(asked.id), JSON.stringify(asked))) === 1;
    },

    async remove(id) {
      await redis.del(keyOf(id));
    },

    ofUser: ofUsers.ids,
    unlist: ofUsers.remove,

    async settle(id, settlement) {
      return (await redis.eval(SETTLE, 1, keyOf(id), JSON.stringify(settlement))) === 1;
    },
  };
}
