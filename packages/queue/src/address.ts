import type { RedisOptions } from 'ioredis';

const SENTINEL_PORT = 26379;

/** How a sentinel is written: `redis-sentinel://[[user:]password@]host[:port][,host[:port]…][/db]#master`. */
const SENTINEL_FORM =
  /^redis(?<secure>s?)-sentinel:\/\/(?:(?<login>[^@]*)@)?(?<hosts>[^/#?]+)(?:\/(?<db>\d+))?#(?<name>[\w.-]+)$/;

function hostOf(text: string): { host: string; port: number } {
  const { hostname, port } = new URL(`tcp://${text}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? SENTINEL_PORT : Number(port) };
}

/**
 * Options for a server that sentinels name, from an address as Lettuce writes it; `undefined` for any other address. User, password
 * and database are those of the server, and TLS is for both.
 * https://redis.github.io/lettuce/user-guide/connecting-redis/#uri-syntax
 * @throws TypeError when a host is none
 */
export function sentinelOptions(url: string): RedisOptions | undefined {
  const parts = SENTINEL_FORM.exec(url)?.groups;
  if (!parts?.hosts) return undefined;
  const [password, username] = (parts.login ?? '').split(':').map(decodeURIComponent).reverse();
  return {
    sentinels: parts.hosts.split(',').map(hostOf),
    name: parts.name ?? '',
    db: Number(parts.db ?? 0),
    ...(username && { username }),
    ...(password && { password }),
    ...(parts.secure && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
}
