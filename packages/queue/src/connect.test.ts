import { freePort, startTestRedis } from '@jmj/testing/redis';
import { connectRedis, readyWithin } from './connect.ts';

const open = (url: string, whenDown: 'fail' | 'wait') =>
  connectRedis(url, { name: 'connect-test', whenDown, connectTimeoutMs: 1000, onError: () => {} });

test('nobody there: not ready, commands of a connection that fails do so at once', async () => {
  const redis = open(`redis://127.0.0.1:${await freePort()}`, 'fail');
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
