import { type CostReport, type LedgerCall, type LedgerCalls, ledgerCallSchema } from '@jmj/contracts';
import type { Redis } from 'ioredis';
import { daysOf, monthOf } from '../periods.ts';
import { type EverCount, readEver } from './ever.ts';
import { type Counted, figuresOf, type Group, NOTHING, predictionOf, unflatten } from './fields.ts';
import { ledgerKeys } from './keys.ts';

export interface CostReader {
  /** @param month `YYYY-MM` */
  costs(month: string, tenant?: string): Promise<CostReport>;
  /** Lines written at or after `since` (ms), or after the cursor that the page before told; the oldest first. */
  calls(asked: { since: number; after?: string | undefined; limit: number }): Promise<LedgerCalls>;
  /** What was counted since the ledger exists. */
  ever(): Promise<EverCount[]>;
}

type Named = [name: string, counts: Counted];

const dearestFirst = ([, a]: Named, [, b]: Named): number => b.microUsd - a.microUsd || b.calls - a.calls;

/** Where the next page begins: when the last line was written, how many of that moment were told. */
const CURSOR = /^(\d{1,15})-(\d{1,9})$/;

/** Reads by name, never by looking for keys. */
export function createCostReader(deps: { redis: Redis; keyPrefix?: string }): CostReader {
  const { redis } = deps;
  const keys = ledgerKeys(deps.keyPrefix ?? '');

  async function totals(names: string[]) {
    const pipeline = redis.pipeline();
    for (const name of names) pipeline.hgetall(name);
    const answers = (await pipeline.exec()) ?? [];
    return answers.map(([error, fields]) => {
      if (error) throw error;
      return unflatten(fields as Record<string, string>);
    });
  }

  return {
    async costs(month, tenant) {
      const days = daysOf(month);
      const whole = monthOf(Date.parse(`${month}-01T00:00:00Z`));
      const [sum, ...each] = await totals([whole, ...days].map((it) => keys.totals(it, tenant)));
      const named = (group: Group): Named[] => [...(sum?.get(group) ?? [])].sort(dearestFirst);
      return {
        month,
        tenant,
        total: figuresOf(sum?.get('all')?.get('') ?? NOTHING),
        days: days.flatMap(({ startsAt }, n) => {
          const counts = each[n]?.get('all')?.get('');
          return counts ? [{ day: new Date(startsAt).toISOString().slice(0, 10), ...figuresOf(counts) }] : [];
        }),
        models: named('model').map(([model, counts]) => ({
          model,
          ...figuresOf(counts),
          prediction: predictionOf(counts),
        })),
        tiers: named('tier').map(([tier, counts]) => ({ tier, ...figuresOf(counts) })),
        tenants: named('tenant').map(([name, counts]) => ({ tenant: name, ...figuresOf(counts) })),
        outcomes: named('outcome').map(([outcome, { calls, microUsd }]) => ({
          outcome,
          calls,
          microUsd,
          usd: microUsd / 1_000_000,
        })),
      };
    },

    async calls({ since, after, limit }) {
      const [, at, told] = CURSOR.exec(after ?? '') ?? [];
      const from = at === undefined ? since : Number(at);
      const skip = Number(told ?? 0);
      const flat = await redis.zrangebyscore(keys.index, from, '+inf', 'WITHSCORES', 'LIMIT', skip, limit);
      const ids = flat.filter((_, n) => n % 2 === 0);
      const scores = flat.filter((_, n) => n % 2 === 1);
      const lines = ids.length ? await redis.mget(ids.map(keys.call)) : [];
      const calls = lines.flatMap((line): LedgerCall[] => {
        const parsed = line === null ? undefined : ledgerCallSchema.safeParse(JSON.parse(line));
        return parsed?.success ? [parsed.data] : []; // gone since, or of a newer release
      });
      if (ids.length < limit) return { calls };
      const last = scores.at(-1) ?? '0';
      const ofLast = scores.filter((one) => one === last).length;
      return { calls, next: `${last}-${ofLast + (Number(last) === from ? skip : 0)}` };
    },

    ever: async () => readEver(await redis.hgetall(keys.ever)),
  };
}
