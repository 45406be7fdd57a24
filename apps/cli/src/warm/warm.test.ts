import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePhoto } from '@jmj/testing/photo-maker';
import { ADMIN_KEY, BOTH, numbered, openWarming, PHOTOS, until } from './testing/warming.ts';

const warming = openWarming();
const LIVE_WIDTH = 272;

async function paidFor(): Promise<boolean> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const stats = await fetch(`${warming.fleet().api.address}/v1/admin/cache/stats`, { headers });
  return ((await stats.json()) as { cost: { month: { paidCalls: number } } }).cost.month.paidCalls > 0;
}

test('20 photos in two tones while others are live: each is made once, and no live one waits behind a warm one', async () => {
  const live = await Promise.all(
    Array.from({ length: 4 }, (_, n) => makePhoto({ seed: n + LIVE_WIDTH, width: LIVE_WIDTH, height: 160 })),
  );
  await warming.open({ latencyMs: 60 });
  await warming.fleet().startWorker();
  const running = warming.jmj([...BOTH, '--yes', '--concurrency', '8']);
  await until(() => warming.calls().length >= 3);

  const ids: string[] = [];
  for (const photo of live) {
    const before = warming.calls().length;
    const { id } = await warming.fleet().submit(photo);
    ids.push(id);
    await warming.fleet().ended([id], 5000);
    // The one that was running when it came, one more that may have been taken meanwhile, and its own.
    expect(
      warming.calls().findIndex((image, at) => at >= before && image.width === LIVE_WIDTH),
    ).toBeLessThanOrEqual(before + 1);
  }
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('20 photos, 40 critiques: 0 known, 40 to be made\n');
  expect(stdout).toMatch(/About \$0\.\d{4}, at most \$0\.\d{4}; twins of known photos cost nothing\.\n/);
  expect(stdout).toMatch(/40 critiques made for \$0\.\d{4}, 0 known, 0 failed\n$/);
  expect(warming.calls().length).toBe(40 + live.length);
  expect(warming.calls().filter(({ width }) => width === LIVE_WIDTH).length).toBe(live.length);
});

test('interrupted and started again, each is paid once; once more, nothing is sent', async () => {
  await warming.open({ latencyMs: 30 });
  await warming.fleet().startWorker();
  const first = warming.jmj([...BOTH, '--yes']);
  await until(() => warming.calls().length >= 8);
  first.child.kill('SIGINT');
  const interrupted = await first.ended;
  await until(paidFor); // counts arrive a moment later
  expect(interrupted.code).toBe(130);
  expect(interrupted.stdout).toMatch(/ left: start it again to go on\n$/);

  const second = await warming.jmj([...BOTH, '--yes', '--json']).ended;
  expect(second.code).toBe(0);
  const lines = second.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { summary } = lines.pop();
  expect(summary.known + summary.made).toBe(40);
  expect(summary.known).toBeGreaterThanOrEqual(7);
  expect(summary).toMatchObject({ failed: 0, unreadable: 0, left: 0 });
  expect(lines.filter(({ result }) => result === 'made').length).toBe(summary.made);
  expect(warming.calls().length).toBe(40);
  expect(second.stderr).toMatch(/About \$0\.\d{4}, at most \$0\.\d{4};/);

  warming.gate().passed.length = 0;
  const third = await warming.jmj([...BOTH, '--yes']).ended;
  expect(third).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('40 known, 0 to be made\nNothing to pay.\n'),
  });
  expect(warming.gate().passed.length).toBe(40);
  expect(warming.photoBytes()).toBe(0);
  expect(warming.calls().length).toBe(40);
});

test('who asks live for what only waits to be warmed up overtakes all the others, and nothing is paid twice', async () => {
  await warming.open();
  const running = warming.jmj([
    'photos',
    '--tone',
    'roast',
    '--tenant',
    'acme',
    '--yes',
    '--concurrency',
    '6',
  ]);
  await until(async () => (await warming.waiting()) === 6);
  // Top-level files come before those of the folder "more".
  const fifth = warming.photo(8);
  const joined = await warming.fleet().upload(fifth, { tone: 'roast' });
  expect([joined.status, joined.headers.get('cache-status')]).toEqual([202, 'jmj; fwd=miss; collapsed']);
  const { id } = (await joined.json()) as { id: string };

  warming.fleet().openai.script({ kind: 'slow', ms: 300 });
  await warming.fleet().startWorker();
  await warming.fleet().ended([id], 10_000);
  expect(warming.calls().length).toBeLessThanOrEqual(2);
  expect((await running.ended).code).toBe(0);
  expect(warming.calls().length).toBe(PHOTOS);
});

test('while the half of the photo store that it may fill is full, it waits for room', async () => {
  await warming.open({ env: { PHOTO_STORE_MAX_BYTES: '1048576', MAX_UPLOAD_BYTES: '500000' } });
  const heavy = join(warming.dir(), 'heavy');
  await mkdir(heavy);
  for (const seed of [1, 2]) {
    const bytes = await makePhoto({ seed, width: 700, height: 500, noise: 40, quality: 95 });
    expect(bytes.length).toBeGreaterThan(262_144);
    await writeFile(join(heavy, numbered(seed)), bytes);
  }
  const running = warming.jmj(['heavy', '--tenant', 'acme', '--yes']);
  await until(async () => (await warming.waiting()) === 1 && warming.photoBytes() > 500_000);
  await sleep(300);
  expect(await warming.waiting()).toBe(1);
  await warming.fleet().startWorker();
  const { code, stdout } = await running.ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('2 critiques made')]);
});
