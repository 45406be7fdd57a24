import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { defineScript, type ScriptRunner } from './script.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

function counting() {
  const sent: string[] = [];
  const runner: ScriptRunner = {
    evalsha: (...call) => {
      sent.push('hash');
      return redis.client.evalsha(...call);
    },
    eval: (...call) => {
      sent.push('text');
      return redis.client.eval(...call);
    },
  };
  return { sent, runner };
}

test('a script is sent in full only to a server that does not know it', async () => {
  const { sent, runner } = counting();
  const script = defineScript(`return {KEYS[1], ARGV[1], '${redis.prefix}'}`);
  expect(await script(runner, ['a key'], [7])).toEqual(['a key', '7', redis.prefix]);
  expect(sent).toEqual(['hash', 'text']);
  await script(runner, ['a key'], [7]);
  expect(sent).toEqual(['hash', 'text', 'hash']);
});

test('a script that fails is not sent again', async () => {
  const { sent, runner } = counting();
  const fails = defineScript(`return redis.error_reply('WRONG ${redis.prefix}')`);
  await fails(runner, [], []).catch(() => {});
  await expect(fails(runner, [], [])).rejects.toThrow(/^WRONG/);
  expect(sent).toEqual(['hash', 'text', 'hash']);
});
