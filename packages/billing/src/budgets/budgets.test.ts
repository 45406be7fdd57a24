import { ACME, openBench, refusal, ULLA } from './fixtures/bench.ts';

const bench = openBench();
const { allow, keys, standing } = bench;

describe('a hold', () => {
  test('holds money and one analysis, once for its analysis, and is raised to what it is asked for', async () => {
    expect(await bench.budgets.hold('a', ACME, 500)).toBe('held');
    expect(await bench.budgets.hold('a', ACME, 300)).toBe('held');
    expect(await standing()).toEqual([0, 500, 0, 1]);
    await bench.budgets.hold('a', ACME, 800);
    expect(await standing()).toEqual([0, 800, 0, 1]);
  });

  test('that is closed leaves nothing, however often it is closed', async () => {
    await bench.budgets.hold('a', ACME, 500);
    for (let n = 0; n < 3; n++) expect(await bench.budgets.close('a', false)).toEqual({});
    expect(await standing()).toEqual([0, 0, 0, 0]);
    expect(await bench.budgets.close('never', true)).toEqual({});
    expect((await keys()).filter((key) => key.includes(':hold:'))).toEqual([]);
  });

  test('of an answer that was judged counts one analysis, and what it really cost', async () => {
    await bench.budgets.hold('a', ACME, 500);
    expect(await bench.budgets.beginCall('a', ACME, 500)).toEqual({ lostMicroUsd: undefined });
    await bench.budgets.endCall('a', 320);
    expect(await standing()).toEqual([320, 0, 0, 1]);
    await bench.budgets.endCall('a', 320);
    await bench.budgets.close('a', true);
    await bench.budgets.close('a', true);
    expect(await standing()).toEqual([320, 0, 1, 0]);
  });

  test('pays a second call too, topped up', async () => {
    await bench.budgets.hold('a', ACME, 500);
    await bench.budgets.beginCall('a', ACME, 500);
    await bench.budgets.endCall('a', 100);
    await bench.budgets.beginCall('a', ACME, 700);
    expect(await standing()).toEqual([100, 700, 0, 1]);
    await bench.budgets.endCall('a', 0);
    await bench.budgets.close('a', false);
    expect(await standing()).toEqual([100, 0, 0, 0]);
  });

  test('is made by the call where nothing was held before', async () => {
    await bench.budgets.beginCall('a', ACME, 500);
    expect(await standing()).toEqual([0, 500, 0, 1]);
    await bench.budgets.endCall('a', 200);
    await bench.budgets.close('a', true);
    expect(await standing()).toEqual([200, 0, 1, 0]);
  });

  test('of the last minute of a month is settled in that month', async () => {
    bench.clock = Date.parse('2099-11-30T23:59:59Z');
    await bench.budgets.hold('a', ACME, 500);
    bench.clock += 3_600_000;
    await bench.budgets.beginCall('a', ACME, 500);
    await bench.budgets.endCall('a', 400);
    await bench.budgets.close('a', true);
    expect(await standing()).toEqual([0, 0, 0, 0]);
    bench.clock -= 3_600_000;
    expect(await standing()).toEqual([400, 0, 1, 0]);
  });
});

describe('a call that nobody ended', () => {
  test('is taken for spent when the next one begins, and the hold is topped up', async () => {
    await bench.budgets.hold('a', ACME, 500);
    await bench.budgets.beginCall('a', ACME, 500);
    expect(await bench.others.beginCall('a', ACME, 500)).toEqual({ lostMicroUsd: 500 });
    expect(await standing()).toEqual([500, 500, 0, 1]);
    await bench.others.endCall('a', 120);
    await bench.others.close('a', true);
    expect(await standing()).toEqual([620, 0, 1, 0]);
  });

  test('is taken for spent when the hold is closed', async () => {
    await bench.budgets.hold('a', ACME, 700);
    await bench.budgets.beginCall('a', ACME, 500);
    expect(await bench.others.close('a', false)).toEqual({ lostMicroUsd: 500 });
    expect(await bench.others.close('a', false)).toEqual({});
    expect(await standing()).toEqual([500, 0, 0, 0]);
  });

  test('costs what it cost when it ends after all, whoever else is calling by then', async () => {
    await bench.budgets.beginCall('a', ACME, 500);
    await bench.others.beginCall('a', ACME, 500);
    await bench.budgets.endCall('a', 180);
    expect(await standing()).toEqual([180, 500, 0, 1]);
    await bench.others.endCall('a', 200);
    await bench.others.close('a', true);
    expect(await standing()).toEqual([380, 0, 1, 0]);
  });

  test('costs what it cost when it ends after the hold was closed', async () => {
    await bench.budgets.beginCall('a', ACME, 500);
    await bench.others.close('a', false);
    await bench.budgets.endCall('a', 180);
    await bench.budgets.endCall('a', 180);
    expect(await standing()).toEqual([180, 0, 0, 0]);
    await bench.others.hold('a', ACME, 300);
    await bench.others.close('a', false);
    expect(await standing()).toEqual([180, 0, 0, 0]);
  });

  test('stays open while there is not enough for the next, and is settled by the end', async () => {
    await allow({ tenant: { month: { usd: 0.0009 } } });
    await bench.budgets.hold('a', ACME, 500);
    await bench.budgets.beginCall('a', ACME, 500);
    expect((await refusal(bench.others.beginCall('a', ACME, 500))).code).toBe('budget-exceeded');
    expect(await bench.others.close('a', false)).toEqual({ lostMicroUsd: 500 });
    expect(await standing()).toEqual([500, 0, 0, 0]);
  });

  test('that was refused and paid for all the same is spent, with a hold or without', async () => {
    await allow({ tenant: { month: { usd: 0.0005 } } });
    await bench.budgets.hold('a', ACME, 400);
    expect((await refusal(bench.budgets.beginCall('a', ACME, 900))).code).toBe('budget-exceeded');
    await bench.budgets.endCall('a', 900);
    await bench.budgets.endCall('a', 900);
    await bench.budgets.close('a', true);
    expect(await standing()).toEqual([900, 0, 1, 0]);
    expect((await refusal(bench.budgets.beginCall('b', ACME, 50))).code).toBe('budget-exceeded');
    await bench.budgets.endCall('b', 50);
    expect(await standing()).toEqual([950, 0, 1, 0]);
  });

  test('is left alone by who cancels', async () => {
    await bench.budgets.beginCall('a', ACME, 500);
    expect(await bench.others.letGo('a')).toEqual({});
    expect(await standing()).toEqual([0, 500, 0, 1]);
    await bench.budgets.endCall('a', 90);
    await bench.others.letGo('a');
    expect(await standing()).toEqual([90, 0, 0, 0]);
  });
});

describe('what is kept of a user', () => {
  test('is a count under a hash, with an end, and can be forgotten while money is held', async () => {
    await allow({ user: { day: { usd: 1 } } });
    await bench.budgets.hold('a', ULLA, 400);
    await bench.budgets.hold('b', { tenant: 'acme', userHash: '0'.repeat(64) }, 300);
    for (const [key, ttl] of await bench.redis.keys())
      if (key.includes(bench.keyPrefix) && (key.includes(ULLA.userHash) || key.endsWith(':user')))
        expect(ttl).toBeGreaterThan(0);
    const dayEnds = await bench.redis.client.pexpiretime(
      (await keys()).find((key) => key.includes(`${ULLA.userHash}:d:`)) ?? '',
    );
    expect(dayEnds - Date.parse('2099-11-23T00:00:00Z')).toBe(48 * 3_600_000);
    expect(await bench.budgets.forgetUser('acme', ULLA.userHash)).toBe(2);
    expect((await keys()).filter((key) => key.includes(ULLA.userHash))).toEqual([]);
    await bench.budgets.hold('c', ULLA, 100);
    await bench.budgets.beginCall('a', ULLA, 400);
    await bench.budgets.endCall('a', 400);
    await bench.budgets.close('a', true);
    expect(await standing(ULLA, 'user')).toEqual([0, 100, 0, 0]);
    expect(await standing()).toEqual([400, 400, 1, 2]);
  });
});
