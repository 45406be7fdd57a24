import { setTimeout as pause } from 'node:timers/promises';
import { createOpening } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { openConnections, someHash } from './fixtures/bench.ts';
import { createOpenings, openingKey } from './openings.ts';
import { createQuarantine } from './quarantine.ts';

let redis: TestRedis;
const connections = openConnections(() => redis.url);
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(async () => {
  connections.close();
  await redis.close();
});

/** What a process has of its own. */
const process = (silentMs = 0) =>
  createOpenings(connections.open('wait'), { silentMs, keyPrefix: redis.prefix });
const SIGNAL = new AbortController().signal;
/** Who went away is not heard of again. */
const GONE = AbortSignal.abort();

/** A photo that so many processes went away with. */
async function deadly(times: number) {
  const sha256 = someHash();
  for (let n = 0; n < times; n++) expect(await process().begin(sha256, GONE)).toEqual({ open: n, gone: n });
  return { sha256, bytes: new Uint8Array(1), why: 'job 1', signal: SIGNAL };
}

/** Opens it where it tastes as told; answers how it went. */
async function open(photo: Awaited<ReturnType<typeof deadly>>, tastesWell: boolean, openings = process()) {
  const quarantine = createQuarantine(connections.open('wait'), redis.prefix);
  let tasted = 0;
  const guarded = createOpening({
    openings,
    quarantine,
    taste: async () => {
      tasted += 1;
      return tastesWell;
    },
  });
  const how = await guarded(photo, async () => 'opened').catch((error) => error.code);
  const kept = (await quarantine.list()).find(({ sha256 }) => sha256 === photo.sha256);
  return { how, tasted, deaths: kept?.deaths };
}

test('a process that opens a photo again and again is one, and nobody is left when it is survived', async () => {
  const { sha256 } = await deadly(1);
  const own = process();
  const other = { open: 1, gone: 1 };
  expect([await own.begin(sha256, GONE), await own.begin(sha256, GONE)]).toEqual([other, other]);
  for (const ttl of (await redis.keys()).values()) expect(ttl).toBeGreaterThan(0);
  await own.survived(sha256);
  expect(await process().begin(sha256, GONE)).toEqual({ open: 0, gone: 0 });
});

test('of those who open it at the very same moment two do so untasted', async () => {
  const photo = await deadly(0);
  const tasters: number[] = [];
  const slow = Promise.withResolvers<void>();
  const opened = Array.from({ length: 6 }, async (_, n) => {
    const taste = async () => tasters.push(n) > 0;
    await createOpening({ openings: process(60_000), taste })(photo, () => slow.promise);
  });
  while (tasters.length < 4) await pause(5);
  slow.resolve();
  await Promise.all(opened);
  expect(tasters).toHaveLength(4);
});

test('those who hold a slow photo for long are alive, however many: another opens it if it tastes well', async () => {
  const photo = await deadly(0);
  const connection = connections.open('wait');
  const quarantine = createQuarantine(connection, redis.prefix);
  const fleet = () => {
    const openings = createOpenings(connection, { silentMs: 1500, keyPrefix: redis.prefix });
    return createOpening({ openings, quarantine, taste: async () => true });
  };
  const slow = Promise.withResolvers<string>();
  const held = Array.from({ length: 12 }, () => fleet()(photo, () => slow.promise));
  await pause(2000);
  expect(await fleet()(photo, async () => 'opened')).toBe('opened');
  slow.resolve('opened slowly');
  expect(new Set(await Promise.all(held))).toEqual(new Set(['opened slowly']));
});

test('it is heard of while it is tasted, and no more once it is refused', async () => {
  const photo = await deadly(2);
  await pause(50);
  const heardAt = () =>
    redis.client.zrange(openingKey(redis.prefix, photo.sha256), '0', '-1', 'WITHSCORES').then(String);
  const guarded = createOpening({
    openings: process(30),
    taste: async () => {
      const first = await heardAt();
      while ((await heardAt()) === first) await pause(5);
      return false;
    },
  });
  await expect(guarded(photo, async () => {})).rejects.toMatchObject({ code: 'photo-quarantined' });
  const last = await heardAt();
  await pause(50);
  expect(await heardAt()).toBe(last);
});

test('what two went away with is tasted; the photo that tastes ill is never opened again', async () => {
  expect(await open(await deadly(1), false)).toEqual({ how: 'opened', tasted: 0, deaths: undefined });
  const poison = await deadly(2);
  expect(await open(poison, false)).toEqual({ how: 'photo-quarantined', tasted: 1, deaths: 3 });
  expect(await open(poison, true)).toEqual({ how: 'photo-quarantined', tasted: 0, deaths: 3 });
});

test('of those who have it open and are not missed yet no more than two are counted as gone', async () => {
  const photo = await deadly(6);
  expect(await open(photo, false, process(60_000))).toMatchObject({ how: 'photo-quarantined', deaths: 3 });
});

test('one that only lay open beside it is opened, and nothing is held against it any more', async () => {
  const bystander = await deadly(2);
  expect(await open(bystander, true)).toEqual({ how: 'opened', tasted: 1, deaths: undefined });
  expect(await process().begin(bystander.sha256, GONE)).toEqual({ open: 0, gone: 0 });
});

test('however well it tastes, ten do not go away with it by chance', async () => {
  expect(await open(await deadly(9), true)).toMatchObject({ how: 'opened', tasted: 1 });
  expect(await open(await deadly(10), true)).toEqual({ how: 'photo-quarantined', tasted: 0, deaths: 10 });
});
