import type { Analysis } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { expectWholeCritique, type Harness, OTHER_KEY, startHarness } from './testing/harness.ts';

let it: Harness;
let photo: Uint8Array;

beforeAll(async () => {
  it = await startHarness();
  await it.startWorker();
  photo = await makePhoto({ seed: 1, width: 640, height: 480 });
});
afterAll(() => it.close());

describe('a photo that is new', () => {
  test('is accepted, judged, and comes back with every field of the critique', async () => {
    const form = new FormData();
    form.set('photo', new File([new Uint8Array(photo)], 'p.jpg'));
    form.set('tone', 'roast');
    form.set('language', 'fr');
    const answer = await it.call('/v1/analyses', { method: 'POST', body: form });
    const accepted = (await answer.json()) as Analysis;
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/v1/analyses/${accepted.id}`);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('cache-status')).toBe('jmj; fwd=miss');
    expect(accepted).toMatchObject({ status: 'queued', tone: 'roast', language: 'fr', photoType: 'general' });

    const done = await it.whenEnded(accepted.id);
    expect(done).toMatchObject({
      status: 'completed',
      source: 'openai',
      photo: { width: 640, height: 480, format: 'jpeg' },
    });
    expect(done.cost).toMatchObject({ model: 'gpt-6-luna' });
    expectWholeCritique(done);
  });

  test('is answered from the cache the second time, by another call form, without a job', async () => {
    const calls = it.openai.calls.length;
    const answer = await it.upload(photo, { tone: 'roast', language: 'fr' });
    const analysis = (await answer.json()) as Analysis;
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-status')).toMatch(/^jmj; hit; ttl=8\d{4}$/);
    expect(analysis).toMatchObject({ status: 'completed', source: 'cache' });
    expectWholeCritique(analysis);
    expect((await it.whenEnded(analysis.id)).critique).toEqual(analysis.critique);
    expect(it.openai.calls.length).toBe(calls);
  });

  test('is judged anew in another tone', async () => {
    const answer = await it.upload(photo, { tone: 'learning', language: 'fr' });
    expect(answer.status).toBe(202);
    expect((await it.whenEnded(((await answer.json()) as Analysis).id)).status).toBe('completed');
  });

  test('can be sent as base64 and waited for in the same call', async () => {
    const other = await makePhoto({ seed: 2, width: 320, height: 200, format: 'png' });
    const answer = await it.call('/v1/analyses', {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=15' },
      body: JSON.stringify({
        imageBase64: Buffer.from(other).toString('base64'),
        language: 'en',
        userId: 'u1',
      }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=15');
    expect(answer.headers.get('cache-status')).toBe('jmj; fwd=miss');
    expect(await answer.json()).toMatchObject({ status: 'completed', photo: { format: 'png' } });
  });
});

describe('an analysis', () => {
  test('has an ETag, and answers 304 to whoever has it already', async () => {
    const { id } = (await (await it.upload(photo, { tone: 'roast', language: 'fr' })).json()) as Analysis;
    const first = await it.call(`/v1/analyses/${id}`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const again = await it.call(`/v1/analyses/${id}`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  test('does not exist for another tenant', async () => {
    const { id } = (await (await it.upload(photo, { tone: 'roast', language: 'fr' })).json()) as Analysis;
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/events'],
    ] as const) {
      const answer = await it.call(`/v1/analyses/${id}${path}`, {
        method,
        headers: { authorization: `Bearer ${OTHER_KEY}` },
      });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'not-found' });
    }
  });

  test('of a photo that cannot be decoded fails with a reason, at once and without paying', async () => {
    const calls = it.openai.calls.length;
    const broken = photo.slice(0, 2000);
    const { id } = (await (await it.upload(broken)).json()) as Analysis;
    expect(await it.whenEnded(id)).toMatchObject({ status: 'failed', error: { code: 'photo-unreadable' } });
    expect(it.openai.calls.length).toBe(calls);
  });

  test('that the model refuses fails once, is not retried, and the next request asks again', async () => {
    const other = await makePhoto({ seed: 3, width: 300, height: 200 });
    it.openai.script({ kind: 'refusal' });
    const calls = it.openai.calls.length;
    const { id } = (await (await it.upload(other)).json()) as Analysis;
    expect(await it.whenEnded(id)).toMatchObject({ status: 'failed', error: { code: 'provider-refused' } });
    expect(it.openai.calls.length).toBe(calls + 1);
    const again = (await (await it.upload(other)).json()) as Analysis;
    expect(await it.whenEnded(again.id)).toMatchObject({ status: 'completed' });
  });

  test('survives a provider that fails, rate-limits and answers nonsense before it answers', async () => {
    const other = await makePhoto({ seed: 4, width: 300, height: 200 });
    it.openai.script(
      { kind: 'error', status: 500 },
      { kind: 'rate-limited', headers: { 'retry-after-ms': '200' } },
      { kind: 'schema-breaking' },
    );
    const { id } = (await (await it.upload(other)).json()) as Analysis;
    expect(await it.whenEnded(id)).toMatchObject({ status: 'completed', source: 'openai' });
  });
});

describe('what is left in Redis when the queue is empty', () => {
  test('is no photo, and nothing without an end beyond the queue itself', async () => {
    const keys = await it.redis.keys();
    expect([...keys.keys()].filter((key) => key.includes('photo:'))).toEqual([]);
    for (const [key, ttl] of keys) {
      // The queue's own keys, and counts that name nobody.
      if (
        /jmj(\}:(analyses|batches|fetches|predictions|ledger:(total:|ever)|budget:(t:|tenants|holds))|:stats\}|:cache\}:account)/.test(
          key,
        )
      )
        continue;
      expect([key, ttl > 0 && ttl <= 172_800_000]).toEqual([key, true]);
    }
  });

  test('names critiques by hash, tone and language', async () => {
    const keys = [...(await it.redis.keys()).keys()].map((key) => key.slice(it.redis.prefix.length));
    expect(keys).toContainEqual(
      expect.stringMatching(/^analysis:[0-9a-f]{64}:roast:fr:general:p\d+:gpt-6-luna$/),
    );
  });
});
