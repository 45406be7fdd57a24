import type { Analysis } from '@jmj/contracts';
import { type AlbumPhoto, batchCalls, makeAlbum, photosOf, until } from '@jmj/testing/album';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { BATCHING } from './fixtures/batching.ts';

const KEYS = { one: 'key-one-key-one', two: 'key-two-key-two' };

describe('a batch', () => {
  let fleet: Fleet;
  let album: AlbumPhoto[];
  beforeAll(async () => {
    fleet = await startFleet({
      workers: 1,
      key: KEYS.one,
      openai: { batchMs: 300 },
      env: { ...BATCHING, API_KEYS: `one:${KEYS.one},two:${KEYS.two}` },
    });
    album = await makeAlbum({ pictures: 56, copies: 0, seed: 7500 });
  }, 120_000);
  afterAll(() => fleet?.close());
  beforeEach(() => {
    fleet.openai.batches.delayMs = 300;
  });
  /** Photos that no other test has. */
  const take = (count: number) => album.splice(0, count);
  const calls = () => batchCalls(fleet);
  /** A batch of which every photo has arrived. */
  async function sent(photos: AlbumPhoto[]) {
    const batch = await calls().create(photos);
    await calls().sendAll(batch, photos);
    return batch;
  }

  test('of known photos is completed at once, and costs nothing', async () => {
    const [photo] = take(1);
    const { id } = await fleet.submit(photo!.bytes, { tone: 'roast', language: 'en' });
    await fleet.ended([id], 20_000);
    const batch = await calls().create([photo!, photo!]);
    expect(batch).toMatchObject({
      status: 'completed',
      counts: { total: 2, known: 2, completed: 2 },
      missing: [],
    });
    expect(batch.estimated).toBeUndefined();
    expect(await calls().results(batch.id)).toMatchObject([
      { seq: 1, ref: photo!.ref, analysis: { status: 'completed', source: 'cache' } },
      { seq: 2, ref: photo!.ref },
    ]);
    expect(await calls().results(batch.id, 1)).toMatchObject([{ seq: 2 }]);
  });

  test('that is small goes through the queue of analyses at the economy price', async () => {
    const photos = take(2);
    const batch = await calls().create(photos);
    expect(batch.way).toBe('single');
    const { length: before } = fleet.openai.bill.calls;
    await calls().sendAll(batch, photos);
    expect(await calls().look(batch.id, 30)).toMatchObject({ status: 'completed', counts: { completed: 2 } });
    expect(fleet.openai.bill.calls.slice(before).map(({ tier }) => tier)).toEqual(['flex', 'flex']);
    expect(await photosOf(fleet)).toEqual([]);
  });

  test('starts with what has arrived when it is told to: what is missing fails', async () => {
    const photos = take(3);
    const batch = await calls().create(photos);
    await calls().send(batch.id, photos[0]!.sha256, photos[0]!.bytes);
    expect(await calls().look(batch.id)).toMatchObject({
      status: 'collecting',
      counts: { missing: 2, waiting: 1 },
    });
    await calls().start(batch.id);
    const done = await calls().look(batch.id, 30);
    expect(done).toMatchObject({ status: 'completed', counts: { completed: 1, failed: 2 } });
    const results = await calls().results(batch.id);
    expect(results.map(({ analysis }) => analysis?.error?.code).sort()).toEqual([
      'photo-unknown',
      'photo-unknown',
      undefined,
    ]);
    const late = await calls().send(batch.id, photos[1]!.sha256, photos[1]!.bytes);
    expect(late.status).toBe(409);
  });

  test('takes a photo only by its own hash, only one that it waits for, and twice without harm', async () => {
    const [photo, other] = take(2);
    const { id } = await calls().create([photo!]);
    const wrong = await calls().send(id, photo!.sha256, other!.bytes);
    expect([wrong.status, ((await wrong.json()) as { code: string }).code]).toEqual([400, 'invalid-request']);
    expect((await calls().send(id, other!.sha256, other!.bytes)).status).toBe(404);
    expect((await calls().send(id, photo!.sha256, photo!.bytes)).status).toBe(200);
    expect((await calls().send(id, photo!.sha256, photo!.bytes)).status).toBe(200);
    expect(await calls().look(id, 30)).toMatchObject({ counts: { total: 1, completed: 1 } });
  });

  test("is nobody else's to see, fill, start, read or cancel", async () => {
    const [photo] = take(1);
    const { id } = await calls().create([photo!]);
    const headers = { authorization: `Bearer ${KEYS.two}`, 'content-type': 'image/jpeg' };
    const tries: [string, string][] = [
      ['GET', ''],
      ['PUT', `/photos/${photo!.sha256}`],
      ['POST', '/start'],
      ['GET', '/results'],
      ['DELETE', ''],
    ];
    for (const [method, path] of tries) {
      const body = method === 'PUT' ? new Uint8Array(photo!.bytes) : method === 'POST' ? '' : null;
      const answer = await fleet.call(`/v1/batches/${id}${path}`, { method, headers, body });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    await calls().cancel(id);
  });

  test('that is canceled stops at the provider, lets go of its photos, and keeps what was paid', async () => {
    const photos = take(6);
    fleet.openai.batches.delayMs = 3000;
    const made = fleet.openai.batches.all.length;
    const batch = await sent(photos);
    await until(() => fleet.openai.batches.all.length > made);
    expect(await calls().cancel(batch.id)).toMatchObject({ status: 'canceled' });
    await until(() => fleet.openai.batches.all[0]!.status === 'cancelled');
    await until(async () => (await calls().look(batch.id)).counts.canceled === 6);
    await until(async () => (await photosOf(fleet)).length === 0);
    await until(() => fleet.openai.batches.files.size === 0);
    const [{ analysisId = '' } = {}] = batch.items;
    expect(await (await fleet.call(`/v1/analyses/${analysisId}`)).json()).toMatchObject({
      status: 'canceled',
    });
  });

  test('has photos that came to nothing judged again at once, and tells of those that cannot be', async () => {
    const photos = take(6);
    fleet.openai.batches.scriptLines(
      { kind: 'error', status: 500 },
      { kind: 'expired' },
      { kind: 'malformed-json' },
      { kind: 'refusal' },
    );
    const { length: before } = fleet.openai.calls;
    const batch = await sent(photos);
    const done = await calls().look(batch.id, 40);
    expect(done).toMatchObject({ status: 'completed', counts: { completed: 5, failed: 1 } });
    expect(fleet.openai.calls.slice(before).map(({ request }) => request?.service_tier)).toEqual(
      Array(3).fill('flex'),
    );
    const failed = (await calls().results(batch.id)).filter(({ analysis }) => analysis?.error);
    expect(failed).toMatchObject([{ analysis: { error: { code: 'provider-refused' } } }]);
  });

  test('of which an answer obeys words in the photo has it judged once more, never twice', async () => {
    const photos = take(6);
    const french = { kind: 'obeying', language: 'French' } as const;
    fleet.openai.batches.scriptLines(french, french);
    fleet.openai.script({ kind: 'answer' }, french);
    const { length: before } = fleet.openai.calls;
    const batch = await sent(photos);
    const done = await calls().look(batch.id, 40);
    expect(done).toMatchObject({ status: 'completed', counts: { completed: 5, failed: 1 } });
    expect(fleet.openai.calls.slice(before).map(({ request }) => request?.service_tier)).toEqual(
      Array(2).fill('flex'),
    );
    const results = await calls().results(batch.id);
    expect(results.flatMap(({ analysis }) => analysis?.error ?? [])).toMatchObject([
      { code: 'provider-invalid-answer', message: expect.stringContaining('not in the language asked for') },
    ]);
    for (const { analysis } of results.filter((it) => it.analysis?.critique))
      expect(analysis?.cost?.microUsd).toBeGreaterThan(0);
  });

  test('judges again what the provider could not take a moment ago', async () => {
    const photos = take(5);
    fleet.openai.batches.scriptLines({ kind: 'expired' });
    fleet.openai.script({ kind: 'error', status: 503, headers: { 'retry-after-ms': '200' } });
    const batch = await sent(photos);
    expect(await calls().look(batch.id, 40)).toMatchObject({ status: 'completed', counts: { completed: 5 } });
    expect(fleet.openai.batches.files.size).toBe(0);
  });

  test('is judged one by one where the provider has no batches, and later where it has none now', async () => {
    const [some, others] = [take(5), take(5)];
    const { length: before } = fleet.openai.bill.calls;
    const send = async (photos: AlbumPhoto[], status: number) => {
      fleet.openai.batches.refuseWith = status;
      const batch = await calls().create(photos);
      await calls().sendAll(batch, photos);
      return batch.id;
    };
    const first = await send(some, 404);
    expect(await calls().look(first, 40)).toMatchObject({ status: 'completed', counts: { completed: 5 } });
    const { requests } = fleet.openai.batches;
    fleet.openai.batches.refuseWith = 503;
    const second = await sent(others);
    await until(() => fleet.openai.batches.requests > requests);
    fleet.openai.batches.refuseWith = undefined;
    expect(await calls().look(second.id, 40)).toMatchObject({
      status: 'completed',
      counts: { completed: 5 },
    });
    const tiers = fleet.openai.bill.calls.slice(before).map(({ tier }) => tier);
    expect(tiers).toEqual([...Array(5).fill('flex'), ...Array(5).fill('batch')]);
  });

  test('is overtaken by somebody who cannot wait, whose critique it shares', async () => {
    const photos = take(5);
    fleet.openai.batches.delayMs = 2500;
    const made = fleet.openai.batches.all.length;
    const batch = await sent(photos);
    await until(() => fleet.openai.batches.all.length > made);
    const answer = await fleet.upload(
      photos[0]!.bytes,
      { tone: 'roast', language: 'en' },
      { prefer: 'wait=10' },
    );
    const live = (await answer.json()) as Analysis;
    expect(live).toMatchObject({ status: 'completed', source: 'openai', cost: { tier: 'default' } });
    expect(fleet.openai.batches.all[0]!.status).not.toBe('completed');
    const { analysisId = '' } = batch.items[0] ?? {};
    const shared = (await (await fleet.call(`/v1/analyses/${analysisId}`)).json()) as Analysis;
    expect(shared).toMatchObject({ status: 'completed', critique: live.critique });
    expect(await calls().look(batch.id, 30)).toMatchObject({ counts: { completed: 5 } });
  });

  test('of a photo that another batch is making waits for that one', async () => {
    const photos = take(5);
    fleet.openai.batches.delayMs = 1500;
    const { length: before } = fleet.openai.bill.calls;
    const [first, second] = [await sent(photos), await sent(photos)];
    for (const { id } of [first, second])
      expect(await calls().look(id, 30)).toMatchObject({ status: 'completed', counts: { completed: 5 } });
    expect(fleet.openai.bill.calls.length - before).toBe(5);
  });

  test('can be listened to: Prefer: wait and ETag', async () => {
    const [photo] = take(1);
    const { id } = await calls().create([photo!]);
    const look = (headers: Record<string, string>) => fleet.call(`/v1/batches/${id}`, { headers });
    const first = await look({});
    const etag = first.headers.get('etag') ?? '';
    expect((await look({ 'if-none-match': etag })).status).toBe(304);
    const waited = await look({ prefer: 'wait=1' });
    expect(waited.headers.get('preference-applied')).toBe('wait=1');
    expect(await waited.json()).toMatchObject({ status: 'collecting' });
    await calls().cancel(id);
  });
});
