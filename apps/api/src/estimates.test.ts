import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type Analysis, type Estimate, estimateSchema } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, KEY, OTHER_KEY, startHarness } from './testing/harness.ts';

let it: Harness;
let photo: Uint8Array;
let sha256: string;

beforeAll(async () => {
  it = await startHarness();
  await it.startWorker();
  photo = await makePhoto({ seed: 31, width: 1500, height: 1000, exif: true });
  sha256 = createHash('sha256').update(photo).digest('hex');
});
afterAll(() => it.close());

const ask = (body: unknown, key = KEY) =>
  it.call('/v1/estimates', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
const told = async (answer: Response): Promise<Estimate> => {
  expect(answer.status).toBe(200);
  return estimateSchema.parse(await answer.json());
};

test('the size of a photo is enough to be told what it would cost, and how it would be shown', async () => {
  const { known, cost, plan } = await told(await ask({ width: 6000, height: 4000, tone: 'roast' }));
  expect(known).toBe(false);
  expect(plan).toEqual({ width: 1024, height: 683, detail: 'high' });
  expect(cost.model).toBe('gpt-6-luna');
  expect(cost.microUsd?.expected).toBeGreaterThan(0);
  expect(cost.microUsd?.max).toBeGreaterThan(cost.microUsd!.expected);
});

test('more picture costs more, and patience less', async () => {
  const of = async (options: object) =>
    (await told(await ask({ width: 6000, height: 4000, ...options }))).cost.microUsd!.expected;
  const usual = await of({});
  expect(await of({ quality: 'economy' })).toBeLessThan(usual);
  expect(await of({ quality: 'fine' })).toBeGreaterThan(usual);
  expect(await of({ speed: 'economy' })).toBeLessThan(usual);
});

test('a photo itself is told the same as its size, and nothing is kept of it', async () => {
  const before = [...(await it.redis.keys()).keys()].sort();
  const answer = await it.call('/v1/estimates?language=en', {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: Buffer.from(photo),
  });
  const bySize = await told(await ask({ width: 1500, height: 1000, language: 'en' }));
  expect(await told(answer)).toEqual(bySize);
  expect([...(await it.redis.keys()).keys()].sort()).toEqual(before);
});

test('multipart is taken, too', async () => {
  const body = new FormData();
  body.set('photo', new Blob([Buffer.from(photo)]), 'photo.jpg');
  body.set('quality', 'fine');
  const answer = await it.call('/v1/estimates', { method: 'POST', body });
  expect((await told(answer)).plan).toEqual({ width: 1500, height: 1000, detail: 'high' });
});

test('every analysis is told its estimate before, and its cost after, within it', async () => {
  const queued = await it.submit(photo, { language: 'en' });
  const told = await ask({ width: 1500, height: 1000, language: 'en' });
  const { cost: estimate } = (await told.json()) as Estimate;
  expect(queued.cost).toEqual({ estimated: estimate });

  const { cost } = await it.whenEnded(queued.id);
  expect(cost?.estimated).toEqual(estimate);
  expect(cost?.model).toBe('gpt-6-luna');
  expect(cost?.microUsd).toBeGreaterThan(0);
  expect(cost?.microUsd).toBeLessThanOrEqual(estimate.microUsd!.max);
  expect(cost?.inputTokens).toBeLessThanOrEqual(estimate.inputTokens.max);
  expect(cost?.inputTokens).toBeGreaterThanOrEqual(estimate.inputTokens.min);
});

test('a critique that is there costs nothing, to the tenant that has sent the photo', async () => {
  const asked = { width: 1500, height: 1000, language: 'en', sha256 };
  const { known, cost } = await told(await ask(asked));
  expect(known).toBe(true);
  expect(cost.microUsd).toEqual({ min: 0, expected: 0, max: 0 });
  expect((await told(await ask({ ...asked, tone: 'roast' }))).known).toBe(false);
  expect((await told(await ask(asked, OTHER_KEY))).known).toBe(false);
});

test.each([
  [{ width: 0, height: 100 }, 'width'],
  [{ width: 100 }, 'height'],
  [{ width: 1.5, height: 100 }, 'width'],
  [{ width: 10, height: 10, quality: 'best' }, 'quality'],
  [{ width: 10, height: 10, colour: 'red' }, 'colour'],
])('%j is refused', async (body, field) => {
  const answer = await ask(body);
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { errors: { field: string }[] }).errors[0]?.field).toBe(field);
});

test('what is no photo is refused, and so are strangers', async () => {
  const noPhoto = { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: 'no photo'.repeat(20) };
  expect((await it.call('/v1/estimates', noPhoto)).status).toBe(415);
  expect((await ask({ width: 10, height: 10 }, 'a wrong key')).status).toBe(401);
});

const startOf = (service: string, env: Record<string, string>) =>
  spawnSync(process.execPath, [`apps/${service}/src/main.ts`], {
    cwd: new URL('../../..', import.meta.url),
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      REDIS_URL: it.redis.url,
      API_KEYS: 'acme:key',
      OPENAI_API_KEY: 'sk-test',
      PORT: '0',
      ...env,
    },
    timeout: 20_000,
    encoding: 'utf8',
  });

test.each(['api', 'worker'])('a model that was shut down refuses the start of the %s', (service) => {
  const { status, stdout, stderr } = startOf(service, { OPENAI_MODEL: 'gpt-4.1-nano' });
  expect(stdout + stderr).toContain('gpt-4.1-nano was shut down on 2026-10-23: use gpt-6-luna');
  expect(status).toBe(1);
});

test.each(['api', 'worker'])('a wrong catalogue refuses the start of the %s', (service) => {
  const { status, stdout, stderr } = startOf(service, { MODEL_CATALOGUE: 'package.json' });
  expect(stdout + stderr).toContain('MODEL_CATALOGUE: the catalogue is wrong');
  expect(status).toBe(1);
});

test('on a model that nobody knows the cost is absent, and everything else works', async () => {
  const other = await startHarness({ OPENAI_MODEL: 'gpt-9-mystery' });
  try {
    await other.startWorker();
    const queued = (await other.submit(photo)) as Analysis;
    expect(queued.cost?.estimated?.inputTokens.expected).toBeGreaterThan(1000);
    expect(queued.cost?.estimated).not.toHaveProperty('microUsd');
    const { status, cost } = await other.whenEnded(queued.id);
    expect(status).toBe('completed');
    expect(cost).not.toHaveProperty('usd');
    expect(cost?.inputTokens).toBeGreaterThan(1000);
  } finally {
    await other.close();
  }
});
