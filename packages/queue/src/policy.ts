import type { Redis } from 'ioredis';

/** What a Redis server is for: the queue, the cache alone, or both. */
export type RedisRole = 'queue' | 'cache' | 'shared';

interface Memory {
  policy: string;
  /** Bytes; 0: no limit of Redis' own. */
  maxBytes: number;
}

const field = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];

/** From INFO, which hosted servers answer also where CONFIG is forbidden; from CONFIG where INFO leaves it out. */
async function readMemory(redis: Redis): Promise<Memory | undefined> {
  const info = await redis.info('memory').catch(() => '');
  const read = async (infoName: string, configName: string) =>
    field(info, infoName) ?? (await readSetting(redis, configName));
  const policy = await read('maxmemory_policy', 'maxmemory-policy');
  if (policy === undefined) return undefined;
  return { policy, maxBytes: Number((await read('maxmemory', 'maxmemory')) ?? 0) };
}

async function readSetting(redis: Redis, name: string): Promise<string | undefined> {
  const answer = await redis.config('GET', name).catch(() => undefined);
  if (Array.isArray(answer)) return answer[1] === undefined ? undefined : String(answer[1]);
  return answer && typeof answer === 'object' ? (Object.values(answer)[0] as string | undefined) : undefined;
}

const HOW = 'with "maxmemory-policy" in redis.conf, CONFIG SET, or the settings of your provider';

function adviceForQueue({ policy }: Memory, role: 'queue' | 'shared'): string | undefined {
  if (policy === 'noeviction') return undefined;
  const alsoCache = role === 'shared' ? ' (the cache keeps itself under CACHE_MAX_BYTES without it)' : '';
  return `Redis may throw away jobs: maxmemory-policy is ${policy}, and this server holds the queue. When its memory is full it removes job data and locks, and workers stall without an error. Set it to noeviction${alsoCache}, ${HOW}.`;
}

function adviceForCache({ policy, maxBytes }: Memory): string | undefined {
  if (maxBytes === 0)
    return policy === 'noeviction'
      ? `The cache may grow without end: this Redis has no maxmemory. Set one, and maxmemory-policy to allkeys-lru, ${HOW}.`
      : undefined;
  if (policy === 'allkeys-lru' || policy === 'allkeys-lfu') return undefined;
  if (policy === 'noeviction')
    return `Once this cache is full, Redis refuses every new critique: maxmemory-policy is noeviction. Set it to allkeys-lru or allkeys-lfu, ${HOW}.`;
  if (policy.endsWith('-random'))
    return `The cache throws away popular critiques as readily as forgotten ones: maxmemory-policy is ${policy}. Set it to allkeys-lru or allkeys-lfu, ${HOW}.`;
  return `The cache does not keep what is used most: maxmemory-policy is ${policy}. Set it to allkeys-lru or allkeys-lfu, ${HOW}.`;
}

/**
 * Says in plain words what is wrong with a server's eviction policy for its role; `undefined` when nothing is.
 * A server that tells neither by INFO nor by CONFIG gets a sentence too, for roles that lose jobs by a wrong policy.
 *
 * @throws Error when the server cannot be reached
 */
export async function checkEvictionPolicy(redis: Redis, role: RedisRole): Promise<string | undefined> {
  await redis.ping();
  const memory = await readMemory(redis);
  if (role === 'cache') return memory && adviceForCache(memory);
  if (memory) return adviceForQueue(memory, role);
  return 'This Redis does not tell its maxmemory-policy. Make sure that it is noeviction: any other may throw away jobs.';
}

/** Whether a queue is safe there. A server that does not tell is taken for one that is. @throws Error when it cannot be reached */
export async function isPolicySafe(redis: Redis): Promise<boolean> {
  await redis.ping();
  const { policy } = (await readMemory(redis)) ?? {};
  return policy === undefined || policy === 'noeviction';
}

/** Tells what is wrong with the policies of both servers, or the one that they share. A server that is away is not asked. */
export async function warnOfPolicies(
  servers: { queue: Redis; cache: Redis },
  isShared: boolean,
  warn: (text: string) => void,
): Promise<void> {
  const roles = isShared ? (['shared'] as const) : (['queue', 'cache'] as const);
  for (const role of roles) {
    const server = role === 'cache' ? servers.cache : servers.queue;
    const text = await checkEvictionPolicy(server, role).catch(() => undefined);
    if (text) warn(text);
  }
}
