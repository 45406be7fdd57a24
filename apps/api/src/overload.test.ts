import type { Problem } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, KEY, startHarness } from './testing/harness.ts';
import { openRaw, uploadHead } from './testing/raw.ts';

let it: Harness;
beforeAll(async () => {
  it = await startHarness({
    QUEUE_MAX_LIVE: '2',
    QUEUE_MAX_PATIENT: '1',
    UPLOAD_ROOM_BYTES: '1048576',
    ADMIN_KEY: 'admin',
  });
});
afterAll(() => it.close());

const photo = (seed: number) => makePhoto({ seed, width: 200, height: 150 });
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function expectOverloaded(answer: Response) {
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(((await answer.json()) as Problem).code).toBe('overloaded');
}

const ask = (fields: Record<string, string>) =>
  it.call('/v1/analyses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });

test('new jobs are refused when too many wait, those for later by their own bound; who asks by hash is answered', async () => {
  for (const seed of [1, 2]) expect((await it.upload(await photo(seed))).status).toBe(202);
  await sleep(300);
  await expectOverloaded(await it.upload(await photo(3)));
  const form = new FormData();
  form.set('photo', new File([new Uint8Array(await photo(3))], 'p.jpg'));
  await expectOverloaded(await it.call('/v1/analyses', { method: 'POST', body: form }));
  const imageBase64 = Buffer.from(await photo(3)).toString('base64');
  await expectOverloaded(await ask({ imageBase64 }));

  expect((await it.upload(await photo(4), { speed: 'economy' })).status).toBe(202);
  await sleep(300);
  await expectOverloaded(await it.upload(await photo(5), { speed: 'economy' }));
  const admin = { authorization: 'Bearer admin', 'content-type': 'image/jpeg' };
  await expectOverloaded(
    await it.call('/v1/admin/analyses?tenant=acme', {
      method: 'POST',
      headers: admin,
      body: new Uint8Array(await photo(6)),
    }),
  );
  expect(await (await ask({ sha256: 'a'.repeat(64) })).json()).toMatchObject({ code: 'photo-unknown' });

  const worker = await it.startWorker();
  const deadline = Date.now() + 15_000;
  let status = 503;
  while (status === 503 && Date.now() < deadline) {
    await sleep(200);
    status = (await it.upload(await photo(3))).status;
  }
  expect([200, 202]).toContain(status);
  await worker.stop();
});

test('an upload that finds no room is refused before it is read, and let in when there is room again', async () => {
  const holds = await openRaw(it.api.address);
  holds.write(uploadHead(KEY, 'content-length: 900000'));
  await sleep(100);
  const late = await openRaw(it.api.address);
  late.write(uploadHead(KEY, 'content-length: 400000'));
  expect(await late.until(/\r\n\r\n.*}/s)).toMatch(
    /^HTTP\/1\.1 503 .*retry-after: \d+.*"code":"overloaded"/is,
  );
  const chunked = await openRaw(it.api.address);
  chunked.write(uploadHead(KEY, 'transfer-encoding: chunked'));
  await chunked.until(/^HTTP\/1\.1 503 /);
  // Small ones are not counted.
  expect((await ask({ sha256: 'a'.repeat(64) })).status).toBe(404);

  for (const raw of [holds, late, chunked]) raw.socket.destroy();
  await sleep(100);
  const again = await openRaw(it.api.address);
  again.write(uploadHead(KEY, 'content-length: 400000', 'connection: close'));
  again.write(Buffer.alloc(400_000, 1)); // no photo, but looked at
  expect(await again.closed).toMatch(/^HTTP\/1\.1 415 /);
});

test('room is given back by those who wait for their critique', async () => {
  const big = Buffer.concat([Buffer.from(await photo(9)), Buffer.alloc(600_000)]);
  const waiting = it.upload(big, {}, { prefer: 'wait=3' });
  await sleep(500);
  const other = await it.upload(Buffer.concat([big, Buffer.alloc(1)]));
  expect(other.status).not.toBe(503);
  await waiting;
});
