import { setTimeout as pause } from 'node:timers/promises';
import type { CallTold, Clearance, Hold } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { openConnections, until } from '../fixtures/bench.ts';
import { createWeatherReport } from './report.ts';
import { createWeather, type FleetWeather } from './weather.ts';

let redis: TestRedis;
let model: string;
let fleet: FleetWeather[];
let changes: string[];
let jobs = 0;
const connections = openConnections(() => redis.url);

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(() => {
  model = `m${++jobs}`;
  changes = [];
  fleet = [1, 2].map(() =>
    createWeather({
      redis: connections.open('wait'),
      keyPrefix: redis.prefix,
      accountPauseMs: 200,
      onChange: (change) => changes.push(change),
      onTrouble: (error) => {
        throw error;
      },
    }),
  );
});
afterEach(() => {
  for (const one of fleet) one.close();
  connections.close();
});
afterAll(() => redis.close());

const caller = (jobId = `job-${++jobs}`) => ({ jobId });
const isHold = (it: Clearance | Hold): it is Hold => 'why' in it;

const enter = (worker = 0, job = caller()) =>
  fleet[worker]!.enter({ model, tier: 'default', tokens: 100 }, job);

async function mustEnter(worker = 0): Promise<Clearance> {
  const answer = await enter(worker);
  if (isHold(answer)) throw new Error(`held: ${JSON.stringify(answer)}`);
  return answer;
}

type Outcome = Parameters<FleetWeather['leave']>[1] extends infer Report
  ? NonNullable<Report> extends { outcome: infer O }
    ? O
    : never
  : never;

const leave = (clearance: Clearance, outcome: Outcome = 'completed', told: CallTold = {}, worker = 0) =>
  fleet[worker]!.leave(clearance, { outcome, tier: 'default', latencyMs: 10 }, told);

async function call(outcome: Outcome = 'completed', told: CallTold = {}) {
  return leave(await mustEnter(), outcome, told);
}

const requests = (limit: number, remaining: number, resetMs: number): CallTold => ({
  requests: { limit, remaining, resetMs },
});

async function breakIt(): Promise<void> {
  for (let n = 0; n < 8; n++) await call('provider-unavailable');
}

describe('limits', () => {
  test('what one worker learns all heed: calls under way count until an answer has counted them', async () => {
    await call('completed', requests(10, 3, 42_000));
    const under = await Promise.all([mustEnter(0), mustEnter(1), mustEnter(0)]);
    const held = await enter(1);
    // One comes back in six seconds.
    expect(held).toMatchObject({ why: 'busy', code: 'provider-rate-limited' });
    expect((held as Hold).ms).toBeGreaterThan(5000);
    expect((held as Hold).ms).toBeLessThanOrEqual(12_100);
    for (const one of under) await leave(one, 'completed', requests(10, 0, 60_000));
    expect(await fleet[0]!.look(model, caller())).toMatchObject({ why: 'busy' });
  });

  test('tokens are limited too', async () => {
    await call('completed', { tokens: { limit: 1000, remaining: 150, resetMs: 60_000 } });
    await mustEnter();
    expect(await enter(1)).toMatchObject({ why: 'busy' });
  });

  test('those who wait stand in a line, each with its own place, and keep it', async () => {
    await call('completed', requests(10, 0, 60_000));
    const waiting = [caller(), caller(), caller()];
    const places: number[] = [];
    for (const job of waiting) places.push(((await enter(0, job)) as Hold).ms);
    for (let n = 1; n < places.length; n++) expect(places[n]! - places[n - 1]!).toBeGreaterThan(5000);
    const again = (await enter(1, waiting[2])) as Hold;
    expect(Math.abs(again.ms - places[2]!)).toBeLessThan(500);
  });

  test('interactive jobs do not stand behind patient ones', async () => {
    await call('completed', requests(10, 0, 60_000));
    for (let n = 0; n < 5; n++) await enter(0, { ...caller(), ...{ priority: 'economy' as const } });
    expect(((await enter()) as Hold).ms).toBeLessThan(13_000);
  });

  test('a call that was never made gives its room back', async () => {
    await call('completed', requests(10, 1, 60_000));
    await fleet[0]!.leave(await mustEnter());
    await mustEnter(1);
  });

  test('a provider that is not known yet gets a few calls at first', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => enter()));
    expect(answers.filter((it) => !isHold(it))).toHaveLength(8);
  });

  test('a wait of a moment is waited, not sent through the queue', async () => {
    await call('completed', requests(10, 0, 1000));
    const from = Date.now();
    await mustEnter();
    expect(Date.now() - from).toBeGreaterThanOrEqual(50);
  });
});

test('the place of a call whose worker was killed is free again after five seconds', async () => {
  await Promise.all(Array.from({ length: 8 }, () => mustEnter()));
  fleet[0]!.close(); // nobody looks after them any more
  expect(await enter(1)).toMatchObject({ why: 'busy' });
  const from = Date.now();
  while (isHold(await enter(1))) await pause(100);
  expect(Date.now() - from).toBeLessThan(6000);
}, 15_000);

describe('a provider that tells no limits', () => {
  test('has no bound until it refuses; then calls go one by one, at less than was let pass', async () => {
    await call();
    const under = await Promise.all(Array.from({ length: 20 }, () => mustEnter()));
    await leave(under.pop()!, 'provider-rate-limited');
    const from = Date.now();
    for (let n = 0; n < 6; n++) await mustEnter(n % 2);
    // Twenty in a second at most were let pass: 18 are, and the first comes after 56 ms.
    expect(Date.now() - from).toBeGreaterThanOrEqual(5 * 50);
  });

  test('that refuses one call of a few is not slowed down: only that one waits', async () => {
    await call();
    const hold = await call('provider-rate-limited');
    expect(hold).toMatchObject({ why: 'busy', code: 'provider-rate-limited' });
    const from = Date.now();
    for (let n = 0; n < 5; n++) await mustEnter(n % 2);
    expect(Date.now() - from).toBeLessThan(400);
  });

  test('is left alone by all for as long as it asks', async () => {
    await call();
    const hold = await call('provider-rate-limited', { retryAfterMs: 400 });
    expect(hold).toMatchObject({ why: 'busy' });
    expect(await fleet[1]!.look(model, caller())).toMatchObject({ why: 'busy' });
    await pause(450);
    await mustEnter(1);
  });

  test('flex without room says nothing of the others', async () => {
    await call('provider-rate-limited', { noRoom: true });
    await mustEnter(1);
  });
});

describe('the breaker', () => {
  test('opens on failures alone, asks by one job, and closes when that is answered', async () => {
    await breakIt();
    expect(changes).toEqual(['opened']);
    expect(await enter(1)).toMatchObject({ why: 'down', code: 'provider-unavailable' });
    await pause(1050);
    const answers = await Promise.all([0, 1, 0, 1].map((worker) => enter(worker)));
    const probes = answers.filter((it) => !isHold(it)) as Clearance[];
    expect(probes).toHaveLength(1);
    await leave(probes[0]!);
    expect(changes).toEqual(['opened', 'closed']);
    await mustEnter(1);
  });

  test('stays shut for as long as the provider asks, also when that is said to a probe', async () => {
    for (let n = 0; n < 7; n++) await call('provider-unavailable');
    await call('provider-unavailable', { retryAfterMs: 1500 });
    const shut = await enter(1);
    expect(shut).toMatchObject({ why: 'down' });
    expect(isHold(shut) && shut.ms).toBeGreaterThan(1200);
    await pause(1550);
    await leave(await mustEnter(1), 'provider-unavailable', { retryAfterMs: 60_000 }, 1);
    const still = await enter();
    expect(isHold(still) && still.ms).toBeGreaterThan(59_000);
  });

  test('opens on as many failures in a row however far apart, unless they are time limits', async () => {
    const seconds = () => redis.client.keys(`*:weather:of:${model}:second:*`);
    for (let n = 0; n < 8; n++) {
      expect(changes).toEqual([]);
      await call(n === 3 ? 'provider-timeout' : 'provider-unavailable');
      await redis.client.del(...(await seconds())); // as after a minute
    }
    expect(changes).toEqual([]);
    await call('provider-unavailable');
    expect(changes).toEqual(['opened']);
  });

  test('an answer in between begins anew', async () => {
    for (let n = 0; n < 16; n++)
      await call(n % 7 === 6 ? 'completed' : n % 2 ? 'provider-unavailable' : 'completed');
    expect(changes).toEqual([]);
  });

  test('waits twice as long after each probe that fails', async () => {
    await breakIt();
    await pause(1050);
    const hold = await call('provider-unavailable');
    expect(hold!.ms).toBeGreaterThanOrEqual(2000);
    expect(changes).toEqual(['opened']);
  });

  test('stays closed while most calls are answered', async () => {
    for (let n = 0; n < 30; n++) await call(n % 3 === 0 ? 'provider-unavailable' : 'completed');
    expect(changes).toEqual([]);
  });

  test('a probe whose worker went away is another job’s after its lease; one that never called, after ten seconds at most', async () => {
    await breakIt();
    await pause(1050);
    const mine = caller();
    expect(await fleet[0]!.look(model, mine)).toBeUndefined();
    expect(await fleet[1]!.look(model, caller())).toMatchObject({ why: 'down' });
    const probe = await enter(0, mine);
    expect(isHold(probe)).toBe(false);
    await redis.client.zadd(`{${redis.prefix}jmj}:weather:of:${model}:flying`, 1, (probe as Clearance).id);
    await redis.client.hset(`{${redis.prefix}jmj}:weather:of:${model}:sky`, 'probes', 1);
    await mustEnter(1);
  });
});

describe('an account that is refused', () => {
  test('stops its model, is told once for all models, and is over for all with the first answer', async () => {
    const other = `${model}-other`;
    await call('provider-quota');
    await call_(other, 'provider-quota');
    expect(changes).toEqual(['paused']);
    expect(await enter()).toMatchObject({ why: 'down', code: 'provider-quota' });
    await pause(250);
    await call();
    expect(changes).toEqual(['paused', 'resumed']);
    await fleet[1]!.enter({ model: other, tier: 'default', tokens: 1 }, caller()).then((it) => {
      expect(isHold(it)).toBe(false);
    });
  });

  const call_ = async (name: string, outcome: Outcome) => {
    const clearance = await fleet[0]!.enter({ model: name, tier: 'default', tokens: 1 }, caller());
    return leave(clearance as Clearance, outcome);
  };
});

test('a worker gives up answers by what the whole fleet has waited for, each tier by its own', async () => {
  const after = async (latencyMs: number, outcome: Outcome) =>
    fleet[0]!.leave(await mustEnter(0), { outcome, tier: 'default', latencyMs });
  for (let n = 0; n < 48; n++) await after(5000, 'completed');
  await after(7000, 'provider-timeout'); // given up: it would have taken longer
  await after(90_000, 'provider-unavailable'); // says nothing of how long answers take
  expect((await mustEnter(0)).timeoutMs).toBeUndefined();
  await after(5000, 'provider-refused');
  expect((await mustEnter(1)).timeoutMs).toBe(21_000);
  const flex = (await fleet[1]!.enter({ model, tier: 'flex', tokens: 1 }, caller())) as Clearance;
  expect(flex.timeoutMs).toBeUndefined();
});

test('the report tells state, limits and counts', async () => {
  await call('completed', requests(600, 590, 1000));
  const report = createWeatherReport(redis.client, redis.prefix);
  const mine = async () => (await report()).find((it) => it.model === model);
  expect(await mine()).toMatchObject({
    breaker: 'closed',
    flying: 0,
    requestsPerMinute: 600,
    counts: { calls: 1, refused: 0, opened: 0 },
  });
  await breakIt();
  await until(async () => (await mine())?.breaker === 'open');
});

test('nothing of the weather is kept for longer than two days', async () => {
  await call('completed', requests(10, 9, 100));
  const keys = [...(await redis.keys())].filter(([key]) => key.includes(`:weather:of:${model}:`));
  expect(keys.length).toBeGreaterThan(3);
  for (const [, ttl] of keys) {
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(172_800_000);
  }
});
