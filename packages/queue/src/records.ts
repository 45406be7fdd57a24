import type { AnalysisRecord, AnalysisRecords, Settlement } from '@jmj/core';
import type { Redis } from 'ioredis';

/** Settles once, and never brings an expired record back to life. */
const SETTLE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('HSETNX', KEYS[1], 'settlement', ARGV[1])`;

/** `request:{id}` on Redis: a hash of what was asked and, once it ended, how. It expires with the analysis. */
export function createAnalysisRecords(redis: Redis, keyPrefix = ''): AnalysisRecords {
  const keyOf = (id: string) => `${keyPrefix}request:${id}`;
  return {
    async create(record) {
      const key = keyOf(record.id);
      const { status, ...asked } = record;
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

    async remove(id) {
      await redis.del(keyOf(id));
    },

    async settle(id, settlement) {
      return (await redis.eval(SETTLE, 1, keyOf(id), JSON.stringify(settlement))) === 1;
    },
  };
}
