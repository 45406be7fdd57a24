import { createHash } from 'node:crypto';
import type { Analysis, Problem } from '@jmj/contracts';
import { createIdempotencyKeys } from '@jmj/intake';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { KEY, OTHER_KEY } from './testing/harness.ts';

let it: Fleet;
beforeAll(async () => {
  it = await startFleet({
    workers: 0,
    apis: 2,
    key: KEY,
    env: { API_KEYS: `acme:${KEY},globex:${OTHER_KEY}` },
  });
});
afterAll(() => it.close());

const photo = (seed: number) => makePhoto({ seed, width: 64, height: 64 });
const send = (api: number, bytes: Uint8Array, key: string, query = 'language=fr', tenantKey = KEY) =>
  fetch(`${it.apis[api]?.address}/v1/analyses?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tenantKey}`,
      'content-type': 'image/jpeg',
      'idempotency-key': key,
    },
    body: new Uint8Array(bytes),
  });
const analysisOf = async (answer: Response) => (await answer.json()) as Analysis;
const codeOf = async (answer: Response) => ((await answer.json()) as Problem).code;
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

test('the same request again, by whichever process, is answered with the same analysis', async () => {
  const bytes = await photo(1);
  const first = await send(0, bytes, '"k-1"');
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([202, null]);
  const { id } = await analysisOf(first);
  const second = await send(1, bytes, '"k-1"');
  expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  expect(second.headers.get('location')).toBe(`/v1/analyses/${id}`);
  expect((await analysisOf(second)).id).toBe(id);
  // The bare key is the same key, and so is the photo in another form.
  const form = new FormData();
  form.set('photo', new File([new Uint8Array(bytes)], 'p.jpg'));
  form.set('language', 'fr');
  const third = await it.call('/v1/analyses', {
    method: 'POST',
    headers: { 'idempotency-key': 'k-1' },
    body: form,
  });
  expect((await analysisOf(third)).id).toBe(id);
});

test('another photo or other options under the same key are refused with 422', async () => {
  await send(0, await photo(2), 'k-2');
  for (const answer of [
    await send(1, await photo(3), 'k-2'),
    await send(0, await photo(2), 'k-2', 'language=en'),
  ]) {
    expect(answer.status).toBe(422);
    expect(await codeOf(answer)).toBe('idempotency-mismatch');
  }
});

test('another tenant has keys of its own', async () => {
  const one = await analysisOf(await send(0, await photo(2), 'k-3'));
  const answer = await send(0, await photo(2), 'k-3', 'language=en', OTHER_KEY);
  expect(answer.headers.get('idempotency-replayed')).toBeNull();
  expect((await analysisOf(answer)).id).not.toBe(one.id);
});

test('of twenty at once one is carried out: the others get 409 to ask again, or its answer', async () => {
  const bytes = await photo(4);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => send(n % 2, bytes, 'k-4')));
  const accepted = answers.filter((one) => one.status === 202);
  const ids = new Set((await Promise.all(accepted.map(analysisOf))).map(({ id }) => id));
  expect(ids.size).toBe(1);
  const fresh = accepted.filter((one) => one.headers.get('idempotency-replayed') === null);
  expect(fresh).toHaveLength(1);
  for (const one of answers.filter((it) => it.status !== 202)) {
    expect([one.status, one.headers.get('retry-after')]).toEqual([409, '1']);
    expect(await codeOf(one)).toBe('idempotency-in-progress');
  }
});

/** The claims of a process that died, as they were when it did. */
const dead = () =>
  createIdempotencyKeys({
    redis: it.redis.client,
    keyPrefix: it.redis.prefix,
    ttlSeconds: 3600,
    claimMs: 200,
  });
const payloadOf = (bytes: Uint8Array) =>
  JSON.stringify([
    'analyses',
    createHash('sha256').update(bytes).digest('hex'),
    [
      ['language', 'fr'],
      ['photoType', 'general'],
      ['tone', 'professional'],
    ],
  ]);

test('a request whose process was killed is taken over under the same id, once its claim is over', async () => {
  const bytes = await photo(5);
  const claim = await dead().claim({ tenant: 'acme', key: 'k-5' }, payloadOf(bytes));
  if (claim.state !== 'new') throw new Error(claim.state);
  expect((await send(0, bytes, 'k-5')).status).toBe(409);
  await sleep(250);
  const taken = await analysisOf(await send(0, bytes, 'k-5'));
  expect(taken.id).toBe(claim.id);
  const again = await send(1, bytes, 'k-5');
  expect([again.headers.get('idempotency-replayed'), (await analysisOf(again)).id]).toEqual([
    'true',
    claim.id,
  ]);
});

test('a request that was refused is carried out when it is sent again', async () => {
  const gif = Buffer.from('not a photo at all, and longer than any header that would tell what it is');
  expect((await send(0, gif, 'k-6')).status).toBe(415);
  expect((await send(0, await photo(6), 'k-6')).status).toBe(202);
});

test.each(['"', 'a b', '"a"b', 'x'.repeat(256), '"ä"'])('a key like %p is refused', async (key) => {
  const answer = await send(0, await photo(1), Buffer.from(key).toString('latin1'));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ field: 'Idempotency-Key' }] });
});

test('an analysis that has ended is replayed as it ended, a known one too', async () => {
  const worker = await it.startWorker();
  const bytes = await photo(7);
  const { id } = await analysisOf(await send(0, bytes, 'k-7'));
  await it.ended([id], 20_000);
  const again = await send(1, bytes, 'k-7');
  expect(again.status).toBe(200);
  expect(await analysisOf(again)).toMatchObject({ id, status: 'completed' });

  const known = await analysisOf(await send(0, bytes, 'k-8'));
  expect(known.source).toBe('cache');
  expect((await analysisOf(await send(1, bytes, 'k-8'))).id).toBe(known.id);
  await worker.stop();
});

test('a batch is made once, too', async () => {
  const ask = (api: number, sha256: string) =>
    fetch(`${it.apis[api]?.address}/v1/batches`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'idempotency-key': 'b-1',
      },
      body: JSON.stringify({ items: [{ sha256, ref: 'one' }] }),
    });
  const made = await ask(0, 'a'.repeat(64));
  expect([made.status, made.headers.get('idempotency-replayed')]).toEqual([201, null]);
  const again = await ask(1, 'a'.repeat(64));
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  expect(await again.json()).toEqual(await made.json());
  expect(await codeOf(await ask(0, 'b'.repeat(64)))).toBe('idempotency-mismatch');
  expect(await codeOf(await send(0, await photo(1), 'b-1'))).toBe('idempotency-mismatch');
});

test('all that is kept of keys expires within two days', async () => {
  const keys = [...(await it.redis.keys())].filter(([key]) => key.includes(':once:'));
  expect(keys.length).toBeGreaterThan(3);
  for (const [, ttl] of keys) expect(ttl > 0 && ttl <= 172_800_000).toBe(true);
});
