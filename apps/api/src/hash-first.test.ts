import { createHash } from 'node:crypto';
import type { Analysis } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { expectWholeCritique, type Harness, KEY, OTHER_KEY, startHarness } from './testing/harness.ts';

let it: Harness;
let photo: Uint8Array;
let sha256: string;

beforeAll(async () => {
  it = await startHarness();
  await it.startWorker();
  photo = await makePhoto({ seed: 1, width: 640, height: 480 });
  sha256 = createHash('sha256').update(photo).digest('hex');
});
afterAll(() => it.close());

const inquire = (fields: Record<string, string>, key = KEY) =>
  it.call('/v1/analyses', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(fields),
  });

async function expectUnknown(answer: Response) {
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'photo-unknown' });
}

test('a hash that nobody sent the photo of is unknown', async () => {
  await expectUnknown(await inquire({ sha256 }));
});

test('once the photo was judged, its hash is enough, and nothing is written for it', async () => {
  const { id } = await it.submit(photo, { language: 'en' });
  const judged = await it.whenEnded(id);

  // But for the limit of requests: who asks is counted, now and then. What expires meanwhile is not of this test.
  const keys = async () => [...(await it.redis.keys()).keys()].filter((key) => !key.includes(':rate:'));
  const before = await keys();
  const answer = await inquire({ sha256, language: 'en' });
  const known = (await answer.json()) as Analysis;
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-status')).toMatch(/^jmj; hit; ttl=\d+$/);
  expect(known).toMatchObject({ status: 'completed', source: 'cache', language: 'en', photo: judged.photo });
  expect(known.critique).toEqual(judged.critique);
  expectWholeCritique(known);
  expect((await keys()).filter((key) => !before.includes(key))).toEqual([]);

  const again = await it.call(`/v1/analyses/${known.id}`);
  expect(answer.headers.get('location')).toBe(`/v1/analyses/${known.id}`);
  expect(await again.json()).toEqual(known);
});

test('another tone or language of it is unknown until it was judged', async () => {
  await expectUnknown(await inquire({ sha256, language: 'en', tone: 'roast' }));
  await expectUnknown(await inquire({ sha256, language: 'de' }));
});

test('another tenant does not learn that it is known, until it sends the photo itself: then without paying', async () => {
  await expectUnknown(await inquire({ sha256, language: 'en' }, OTHER_KEY));
  const id = ((await (await inquire({ sha256, language: 'en' })).json()) as Analysis).id;
  const theirs = await it.call(`/v1/analyses/${id}`, { headers: { authorization: `Bearer ${OTHER_KEY}` } });
  expect(theirs.status).toBe(404);

  const calls = it.openai.calls.length;
  const sent = await it.upload(photo, { language: 'en' }, { authorization: `Bearer ${OTHER_KEY}` });
  expect(sent.status).toBe(200);
  expect(sent.headers.get('cache-status')).toMatch(/hit/);
  expect(it.openai.calls.length).toBe(calls);
  expect((await inquire({ sha256, language: 'en' }, OTHER_KEY)).status).toBe(200);
});

test('an id that was made up finds nothing', async () => {
  for (const id of [
    'known',
    'known~~~',
    `known~zz~${'a'.repeat(64)}~roast~fr~general~p1~m`,
    `known~1~${sha256}~x~y`,
  ]) {
    const answer = await it.call(`/v1/analyses/${id}`);
    expect([id, answer.status]).toEqual([id, 404]);
    expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
  }
});

test('a hash that is none names what was expected', async () => {
  const answer = await inquire({ sha256: 'ABC' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    errors: [{ field: 'sha256', message: expect.stringMatching(/64/) }],
  });
});

test('a known answer can be listened to and not canceled', async () => {
  const { id } = (await (await inquire({ sha256, language: 'en' })).json()) as Analysis;
  const events = await (await it.call(`/v1/analyses/${id}/events`)).text();
  expect(events).toMatch(/event: completed/);
  expect((await it.call(`/v1/analyses/${id}`, { method: 'DELETE' })).status).toBe(409);
});
