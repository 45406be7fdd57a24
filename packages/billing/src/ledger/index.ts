import type { Ledger, ProviderCall } from '@jmj/core';
import type { Redis } from 'ioredis';
import { dayOf, monthOf } from '../periods.ts';
import { everFieldsOf, refusedField } from './ever.ts';
import { countsOf, flatten, type Group, groupName } from './fields.ts';
import { CALL_TTL_MS, ledgerKeys, MOST_CALLS, TOTALS_TTL_SECONDS } from './keys.ts';
import { forgetScript, recordScript } from './scripts.ts';

export interface LedgerDeps {
  /** The queue's Redis. */
  redis: Redis;
  keyPrefix?: string | undefined;
  /** A line could not be written: it is kept and tried again. */
  onError?: ((error: unknown) => void) | undefined;
  /** How soon it is tried again, ms. @default 5000 */
  retryMs?: number | undefined;
}

export interface RedisLedger extends Ledger {
  /** Never rejects: an answer that was paid for is not thrown away for want of its line. */
  record(call: ProviderCall): Promise<void>;
  /** Counts that a budget turned somebody away. */
  countRefusal(how: 'refused' | 'local'): void;
  /** Removes the lines of a user; answers how many. Totals name no user. */
  forgetUser(tenant: string, userHash: string): Promise<number>;
  /** Tries once more to write what could not be written. */
  close(): Promise<void>;
}

/** Fields of a hash of totals: some hundred models and tenants with all that is counted of them. */
const MOST_FIELDS = 4000;
/** Lines that wait for Redis; beyond it the newest are dropped. */
const MOST_WAITING = 10_000;

/** The ledger on Redis: a line for 48 h, and its part in the totals of its day and its month, all or nothing and once for its id. */
export function createLedger(deps: LedgerDeps): RedisLedger {
  const { redis, keyPrefix = '', onError = () => {}, retryMs = 5000 } = deps;
  const keys = ledgerKeys(keyPrefix);
  const waiting: ProviderCall[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function write(call: ProviderCall): Promise<void> {
    const at = Date.parse(call.at);
    const { id, tenant, model, tier, outcome, userHash } = call;
    const numbers = flatten(countsOf(call));
    const groups: [Group, string][] = [
      ['all', ''],
      ['model', model],
      ['tier', tier],
      ['tenant', tenant],
      ['outcome', outcome],
    ];
    const totals = [dayOf(at), monthOf(at)].flatMap((it) => [keys.totals(it), keys.totals(it, tenant)]);
    await recordScript(
      redis,
      [keys.call(id), keys.index, keys.ofUser(call), ...totals, keys.ever],
      [
        id,
        JSON.stringify(call),
        at,
        at + CALL_TTL_MS,
        at - CALL_TTL_MS,
        MOST_CALLS,
        keys.callPrefix,
        userHash === undefined ? 0 : 1,
        TOTALS_TTL_SECONDS,
        MOST_FIELDS,
        groups.length,
        ...groups.flatMap(([group, name]) => [
          groupName(group, name),
          groupName(group, group === 'all' ? '' : 'other'),
          numbers.length / 2,
          ...numbers,
        ]),
        ...everFieldsOf(call),
      ],
    );
  }

  async function writeAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    for (let call = waiting[0]; call; call = waiting[0]) {
      await write(call);
      if (waiting[0] === call) waiting.shift();
    }
  }

  function tryLater(error: unknown): void {
    onError(error);
    timer ??= setTimeout(() => void writeAll().catch(tryLater), retryMs);
    timer.unref();
  }

  return {
    async record(call) {
      try {
        await write(call);
      } catch (error) {
        if (waiting.length < MOST_WAITING) waiting.push(call);
        tryLater(error);
      }
    },
    countRefusal(how) {
      redis.hincrby(keys.ever, refusedField(how), 1).catch(onError);
    },
    async forgetUser(tenant, userHash) {
      const user = keys.ofUser({ tenant, userHash });
      return Number(await forgetScript(redis, [keys.index, user], [keys.callPrefix]));
    },
    async close() {
      await writeAll().catch(onError);
      clearTimeout(timer);
    },
  };
}
