import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheStatsReport, cacheStatsSchema } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type RunningService, startService } from '@jmj/testing/services';
import { type Harness, KEY, startHarness } from './testing/harness.ts';

const ADMIN = { authorization: 'Bearer key-of-the-admin' };
const HOOK_PATH = '/hook';

let it: Harness;
let receiver: Server;
let told: string[];
let other: RunningService | undefined;
beforeAll(async () => {
  told = [];
  receiver = createServer(async (request, response) => {
    for await (const chunk of request) told.push(String(chunk));
    response.end('ok');
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  it = await startHarness({
    ADMIN_KEY: 'key-of-the-admin',
    REDIS_MONTHLY_COST: '7.5',
    HIT_RATE_ALERT: '0.9',
    HIT_RATE_ALERT_MIN: '2',
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${HOOK_PATH}`,
  });
});
afterAll(async () => {
  await other?.stop();
  await it.close();
  receiver.closeAllConnections();
  await new Promise((done) => receiver.close(done));
});

const stats = async (query = '') => {
  const answer = await it.call(`/v1/admin/cache/stats${query}`, { headers: ADMIN });
  expect(answer.status).toBe(200);
  return cacheStatsSchema.parse(await answer.json());
};

/** Counts arrive a moment later. */
async function statsWhen(ready: (report: CacheStatsReport) => boolean): Promise<CacheStatsReport> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const report = await stats();
    if (ready(report)) return report;
    if (Date.now() > deadline) throw new Error(`not counted: ${JSON.stringify(report.hitRate.hour)}`);
    await sleep(100);
  }
}

/** A request whose Host we choose: fetch does not let us. */
function raw(head: string): Promise<string> {
  const { hostname, port } = new URL(it.api.address);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end(`${head}\r\nConnection: close\r\n\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}

describe('the admin routes', () => {
  const routes = [
    ['GET', '/v1/admin/cache/stats'],
    ['DELETE', '/v1/admin/cache'],
  ] as const;

  test.each(routes)('%s %s asks for a key', async (method, path) => {
    const answer = await fetch(it.api.address + path, { method });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.json()).toMatchObject({ code: 'unauthorized' });
  });

  test.each(routes)('%s %s turns away a key that nobody knows, and a tenant', async (method, path) => {
    const unknown = await it.call(path, { method, headers: { authorization: 'Bearer key-of-the-admim' } });
    expect(unknown.status).toBe(401);
    const tenant = await it.call(path, { method, headers: { authorization: `Bearer ${KEY}` } });
    expect(tenant.status).toBe(403);
    expect(await tenant.json()).toMatchObject({ code: 'forbidden' });
  });

  test('a window that is not known is named', async () => {
    const answer = await it.call('/v1/admin/cache/stats?window=year', { headers: ADMIN });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid-request', errors: [{ field: 'window' }] });
  });
});

test('a photo judged, asked for again, and asked for together: all of it shows, and nothing of whom', async () => {
  const worker = await it.startWorker();
  const photo = await makePhoto({ seed: 21, width: 300, height: 200 });
  const { id } = await it.submit(photo, { tone: 'roast', language: 'en', userId: 'someone-private' });
  await it.whenEnded(id);
  for (let n = 0; n < 3; n++)
    expect((await it.upload(photo, { tone: 'roast', language: 'en' })).status).toBe(200);
  const report = await statsWhen(
    ({ hitRate: { hour }, cost }) => hour.asked === 4 && cost.today.paidCalls === 1,
  );

  const { exact, l1, twin } = report.hitRate.hour.hits;
  expect({ found: exact + l1, twin }).toEqual({ found: 3, twin: 0 });
  expect(report.hitRate.hour).toMatchObject({ rate: 0.75, misses: 1, collapsed: 0 });
  expect(report.asked.combinations).toEqual([
    { tone: 'roast', language: 'en', photoType: 'general', asked: 4, hits: 3, rate: 0.75 },
  ]);
  expect(report.analyses).toMatchObject({ accepted: 4, completed: 4, failed: 0 });
  expect(report.answerTime.hits.answers).toBe(3);
  expect(report.answerTime.misses.answers).toBe(1);
  expect(report.answerTime.misses.averageMs).toBeGreaterThan(report.answerTime.hits.averageMs ?? 0);
  expect(report.cost.today.paidUsd).toBeGreaterThan(0);
  expect(report.cost.today.savedUsd).toBeCloseTo(3 * report.cost.today.paidUsd, 5);
  expect(report.cost.redis?.monthlyUsd).toBe(7.5);

  for (const key of (await it.redis.keys()).keys()) {
    if (!key.includes('{jmj:stats}')) continue;
    const kind = await it.redis.client.type(key);
    const text =
      kind === 'hash' ? JSON.stringify(await it.redis.client.hgetall(key)) : await it.redis.client.get(key);
    expect(`${key} ${text}`).not.toMatch(/someone-private|acme|[0-9a-f]{64}/);
  }
  expect(await worker.stop()).toEqual({ code: 0, signal: null });
});

test('what had been counted when a service stops is not lost', async () => {
  const before = await statsWhen(({ hitRate }) => hitRate.hour.asked === 4);
  const worker = await it.startWorker();
  const { id } = await it.submit(await makePhoto({ seed: 22, width: 300, height: 200 }));
  await it.whenEnded(id);
  await worker.stop();
  expect((await stats()).cost.today.paidCalls).toBe(before.cost.today.paidCalls + 1);
});

test('an analysis that fails is counted under its code', async () => {
  const worker = await it.startWorker();
  const broken = (await makePhoto({ seed: 23, width: 300, height: 200 })).subarray(0, 400);
  await it.whenEnded((await it.submit(broken)).id);
  const { analyses } = await statsWhen((report) => report.analyses.failed > 0);
  expect(analyses.failedByCode).toEqual({ 'photo-unreadable': 1 });
  await worker.stop();
});

test('clearing the cache removes the critiques, says how many, and leaves the figures and the queue', async () => {
  const keys = async () => [...(await it.redis.keys()).keys()];
  const critiques = (all: string[]) => all.filter((key) => key.startsWith(`${it.redis.prefix}analysis:`));
  const removed = critiques(await keys()).length;
  expect(removed).toBeGreaterThan(0);
  const answer = await it.call('/v1/admin/cache', { method: 'DELETE', headers: ADMIN });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ removed });
  expect(critiques(await keys())).toEqual([]);
  expect((await keys()).some((key) => key.startsWith(`{${it.redis.prefix}jmj}`))).toBe(true);
  expect((await stats()).hitRate.hour.asked).toBeGreaterThanOrEqual(4);
});

describe('/metrics', () => {
  test('is for the admin, and for programs on this machine', async () => {
    const here = await fetch(`${it.api.address}/metrics`);
    expect(here.status).toBe(200);
    expect(here.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await here.text();
    expect(text).toMatch(/^jmj_fleet_critiques_judged_total [12]$/m);
    expect(text).toMatch(/^jmj_redis_up 1$/m);
    expect(
      (await it.call('/metrics', { headers: { ...ADMIN, 'x-forwarded-for': '203.0.113.9' } })).status,
    ).toBe(200);
  });

  test('is not for who comes through a proxy on this machine, or under another name', async () => {
    const relayed = await fetch(`${it.api.address}/metrics`, {
      headers: { 'x-forwarded-for': '203.0.113.9' },
    });
    expect(relayed.status).toBe(401);
    const renamed = await raw('GET /metrics HTTP/1.1\r\nHost: photos.example');
    expect(renamed).toMatch(/^HTTP\/1.1 401 /);
    const tenant = await it.call('/metrics', { headers: { 'x-real-ip': '203.0.113.9' } });
    expect(tenant.status).toBe(403);
  });
});

test('a hit rate that is too low is told to the webhook by itself, and in the log', async () => {
  await statsWhen(({ hitRate }) => hitRate.hour.asked >= 2);
  other = await startService('api', it.env); // looks soon after its start, and then every minute
  const deadline = Date.now() + 15_000;
  while (told.length === 0 && Date.now() < deadline) await sleep(100);
  expect(JSON.parse(told[0] ?? '{}')).toEqual({ text: expect.stringContaining('hit rate is') });
  expect(told).toHaveLength(1);
  const output = it.api.output() + other.output();
  expect(output.match(/hit rate is too low/g)).toHaveLength(1);
  expect(output).not.toContain(HOOK_PATH);
  expect(await other.stop()).toEqual({ code: 0, signal: null });
});
