import { type Client, createClient } from '@jmj/sdk';

/**
 * A client of the service as its owner reaches it: the calls are a tenant's, under another path and with the admin key. What it
 * submits waits behind everybody else's.
 */
export function openWarmService(options: {
  url: string;
  adminKey: string | undefined;
  tenant: string;
}): Client {
  const { url, adminKey, tenant } = options;

  const asTenant: typeof fetch = (input, init) => {
    const address = new URL(String(input));
    address.pathname = address.pathname.replace(/\/v1\/(analyses|estimates)/, '/v1/admin/$1');
    address.searchParams.set('tenant', tenant);
    return fetch(address, init);
  };
  return createClient({ baseUrl: url.replace(/\/+$/, ''), apiKey: adminKey, fetch: asTenant });
}
