import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { Analysis } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { expectWholeCritique, type Harness, KEY, startHarness } from './testing/harness.ts';

let it: Harness;
let photo: Uint8Array;
let sha256: string;

beforeAll(async () => {
  it = await startHarness();
  await it.startWorker();
  photo = await makePhoto({ seed: 1, width: 640, height: 480 });
  sha256 = createHash('sha256').update(photo).digest('hex');
  await it.whenEnded((await it.submit(photo)).id);
  await ask(); // from here on it is in the memory
});
afterAll(() => it.close());

/** What lies on the wire: `fetch` would have expanded it. */
async function send(path: string, headers: Record<string, string>, sent: string | Uint8Array) {
  const asking = request(`${it.api.address}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, ...headers },
  });
  asking.end(sent);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  return { headers: answer.headers, body: await buffer(answer) };
}

const ask = (headers: Record<string, string> = {}) =>
  send('/v1/analyses', { 'content-type': 'application/json', ...headers }, JSON.stringify({ sha256 }));

/** From where on the answer is the same for all who ask. */
const tailOf = (body: Buffer) => body.subarray(body.indexOf('"expiresAt"'));

test('who takes gzip gets the bytes that others get plain', async () => {
  const plain = await ask();
  const packed = await ask({ 'accept-encoding': 'gzip, deflate, br' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(packed.headers['content-length']).toBe(String(packed.body.length));
  expect(packed.body.length).toBeLessThan(plain.body.length * 0.7);
  const whole = gunzipSync(packed.body);
  expect(whole.length).toBe(plain.body.length);
  expect(tailOf(whole).equals(tailOf(plain.body))).toBe(true);
  const analysis = JSON.parse(whole.toString()) as Analysis;
  expect(packed.headers.location).toBe(`/v1/analyses/${analysis.id}`);
  expectWholeCritique(analysis);
});

test('who does not say, or refuses it, gets it plain; both are told what it depends on', async () => {
  for (const headers of [{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'gzip;q=0' }]) {
    const answer = await ask(headers as Record<string, string>);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.headers.vary).toMatch(/accept-encoding/i);
    expectWholeCritique(JSON.parse(answer.body.toString()) as Analysis);
  }
  expect((await ask({ 'accept-encoding': 'gzip' })).headers.vary).toMatch(/accept-encoding/i);
});

test('a known photo that is sent all the same is answered alike, as bytes and as a form, again and again', async () => {
  const form = new Response(formOf(photo));
  const asForm = new Uint8Array(await form.clone().arrayBuffer());
  const formType = form.headers.get('content-type') ?? '';
  for (let n = 0; n < 3; n++) {
    const raw = await send(
      '/v1/analyses',
      { 'content-type': 'image/jpeg', 'accept-encoding': 'gzip' },
      photo,
    );
    const formed = await send('/v1/analyses', { 'content-type': formType }, asForm);
    expect(JSON.parse(gunzipSync(raw.body).toString())).toMatchObject({ source: 'cache', photo: { sha256 } });
    expect(JSON.parse(formed.body.toString())).toMatchObject({ source: 'cache', photo: { sha256 } });
  }
});

test('fetch reads it as it is', async () => {
  const answer = await it.call('/v1/analyses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sha256 }),
  });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  expectWholeCritique((await answer.json()) as Analysis);
});

function formOf(bytes: Uint8Array): FormData {
  const form = new FormData();
  form.set('photo', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'photo.jpg');
  return form;
}
