import { cacheStatsSchema } from '@jmj/contracts';
import { type Client, createClient } from '@jmj/sdk';

export interface WarmService {
  /** The client of the tenant: what it submits waits behind everybody else's. */
  client: Client;
  /** Of a paid call this month, US dollars; `undefined` when none was paid, or nobody tells. */
  meanCallUsd(): Promise<number | undefined>;
}

const costSchema = cacheStatsSchema.pick({ cost: true });

/** The service as its owner reaches it: the calls are a tenant's, under another path and with the admin key. */
export function openWarmService(options: {
  url: string;
  adminKey: string | undefined;
  tenant: string;
}): WarmService {
  const { url, adminKey, tenant } = options;
  const base = url.replace(/\/+$/, '');

  const asTenant: typeof fetch = (input, init) => {
    const address = new URL(String(input));
    address.pathname = address.pathname.replace(/\/v1\/analyses/, '/v1/admin/analyses');
    address.searchParams.set('tenant', tenant);
    return fetch(address, init);
  };

  return {
    client: createClient({ baseUrl: base, apiKey: adminKey, fetch: asTenant }),
    async meanCallUsd() {
      const answer = await fetch(`${base}/v1/admin/cache/stats`, {
        headers: adminKey ? { authorization: `Bearer ${adminKey}` } : {},
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        return undefined;
      }
      const stats = costSchema.safeParse(await answer.json());
      if (!stats.success || stats.data.cost.month.paidCalls === 0) return undefined;
      return stats.data.cost.month.paidUsd / stats.data.cost.month.paidCalls;
    },
  };
}
