import { startLine } from '@jmj/testing/line';
import { NOBODYS_PORT, startTestRedis, testWithServer } from '@jmj/testing/redis';
import { connectRedis, readyWithin } from './connect.ts';

const open = (url: string, whenDown: 'fail' | 'wait') =>
  connectRedis(url, { name: 'connect-test', whenDown, connectTimeoutMs: 1000, onError: () => {} });

test('nobody there: not ready, commands of a connection that fails do so at once', async () => {
  const redis = open(`redis://127.0.0.1:${NOBODYS_PORT}`, 'fail');
  try {
    expect(await readyWithin(redis, 50)).toBe(false);
    const from = Date.now();
    await expect(redis.get('x')).rejects.toThrow();
    await expect(redis.multi().get('x').exec()).rejects.toThrow();
    expect(Date.now() - from).toBeLessThan(1000); // far less than a command may take
  } finally {
    redis.disconnect();
  }
});

test('commands of a connection that waits are done when Redis is back', async () => {
  const server = await startTestRedis();
  const redis = open(server.url, 'wait');
  try {
    expect(await readyWithin(redis, 5000)).toBe(true);
    await server.server?.stop();
    const answer = redis.incr(`${server.prefix}n`);
    await server.server?.start();
    expect(await answer).toBe(1);
  } finally {
    redis.disconnect();
    await server.close();
  }
});

testWithServer('a server that is demoted')(
  'one that has become read-only is left for the one that took its name, by those who wait and by those who fail',
  async () => {
    const [old, next] = [
      await startTestRedis(['--replica-read-only', 'yes']),
      await startTestRedis(['--appendonly', 'no']),
    ];
    const portOf = ({ url }: typeof old) => Number(new URL(url).port);
    const line = await startLine(portOf(old));
    const opened = (['wait', 'fail'] as const).map((whenDown) =>
      open(`redis://127.0.0.1:${line.port}`, whenDown),
    );
    try {
      for (const redis of opened) expect(await readyWithin(redis, 5000)).toBe(true);
      await old.client.call('REPLICAOF', '127.0.0.1', '1');
      const [waiting, failing] = opened.map((redis, n) => redis.set(`${next.prefix}${n}`, 'here'));
      await expect(failing).rejects.toThrow('READONLY');
      line.toPort = portOf(next);
      await waiting;
      expect(await readyWithin(opened[1]!, 5000)).toBe(true);
      while ((await opened[1]!.set(`${next.prefix}1`, 'here').catch(() => '')) !== 'OK')
        await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await next.client.mget(`${next.prefix}0`, `${next.prefix}1`)).toEqual(['here', 'here']);
    } finally {
      for (const redis of opened) redis.disconnect();
      await line.close();
      await next.close();
      await old.client.call('REPLICAOF', 'NO', 'ONE');
      await old.close();
    }
  },
);

test('a connection that waits for room sends again what a full server refused; others are told', async () => {
  const server = await startTestRedis(['--maxmemory-policy', 'noeviction']);
  const settings = { name: 'connect-test', whenDown: 'wait', connectTimeoutMs: 1000, onError() {} } as const;
  const patient = connectRedis(server.url, { ...settings, whenFull: 'wait' });
  const plain = connectRedis(server.url, settings);
  try {
    await server.client.config('SET', 'maxmemory', '1mb');
    await expect(plain.set(`${server.prefix}a`, '1')).rejects.toThrow('OOM');
    const answer = patient.incr(`${server.prefix}n`);
    await new Promise((resolve) => patient.once('reconnecting', resolve));
    await server.client.config('SET', 'maxmemory', '0');
    expect(await answer).toBe(1);
  } finally {
    patient.disconnect();
    plain.disconnect();
    await server.close();
  }
});
