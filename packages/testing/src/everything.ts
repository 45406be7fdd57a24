import type { TestRedis } from './redis.ts';

const latin1 = (bytes: Buffer): string => bytes.toString('latin1');

/** Every key of the suite with all that it holds, as text: bytes as Latin-1. */
export async function everythingIn({ client, keys }: TestRedis): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const key of (await keys()).keys()) {
    const type = await client.type(key);
    if (type === 'none') continue; // gone since it was listed
    const read: Record<string, () => Promise<string>> = {
      string: async () => latin1((await client.getBuffer(key)) ?? Buffer.of()),
      hash: async () =>
        Object.entries(await client.hgetallBuffer(key))
          .map(([field, value]) => `${field}=${latin1(value as Buffer)}`)
          .join('\n'),
      set: async () => (await client.smembersBuffer(key)).map(latin1).join('\n'),
      zset: async () => (await client.zrangeBuffer(key, '0', '-1')).map(latin1).join('\n'),
      list: async () => (await client.lrangeBuffer(key, 0, -1)).map(latin1).join('\n'),
      stream: async () => JSON.stringify(await client.xrange(key, '-', '+')),
    };
    const value = await read[type]?.();
    if (value === undefined) throw new Error(`${key} is a ${type}: not read`);
    found.set(key, value);
  }
  return found;
}
