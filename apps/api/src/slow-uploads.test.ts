import { type Harness, KEY, startHarness } from './testing/harness.ts';
import { openRaw, uploadHead } from './testing/raw.ts';

let it: Harness;
beforeAll(async () => {
  it = await startHarness({ UPLOAD_STALL_MS: '600', MAX_CONNECTIONS: '30' });
});
afterAll(() => it.close());

const SOI = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
const JPEG_START = Buffer.concat([SOI, Buffer.alloc(100)]);
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

test.each([
  ['of a length told', 'content-length: 1000000', JPEG_START],
  [
    'in chunks',
    'transfer-encoding: chunked',
    Buffer.concat([Buffer.from('68\r\n'), JPEG_START, Buffer.from('\r\n')]),
  ],
])('an upload %s that stalls gets 408 and is cut off', async (_, header, start) => {
  const raw = await openRaw(it.api.address);
  const since = performance.now();
  raw.write(uploadHead(KEY, header));
  raw.write(start);
  const answer = await raw.closed;
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toMatch(/application\/problem\+json/);
  expect(answer).toMatch(/"code":"upload-too-slow"/);
  expect(performance.now() - since).toBeLessThan(3000);
});

test.each([
  ['application/json', '{"imageBase64":"'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="photo"; filename="p"\r\n\r\n',
  ],
])('so does a body of %s', async (type, start) => {
  const raw = await openRaw(it.api.address);
  raw.write(uploadHead(KEY, 'content-length: 1000000').replace('image/jpeg', type));
  raw.write(start);
  expect(await raw.closed).toMatch(/^HTTP\/1\.1 408 .*upload-too-slow/s);
});

test('bytes that only drip count as none', async () => {
  const raw = await openRaw(it.api.address);
  raw.write(uploadHead(KEY, 'content-length: 1000000'));
  raw.write(JPEG_START);
  const drip = setInterval(() => raw.write('x'), 20);
  expect(await raw.closed).toMatch(/^HTTP\/1\.1 408 /);
  clearInterval(drip);
});

test('one that is slow but goes on is taken', async () => {
  const raw = await openRaw(it.api.address);
  const [bytes, parts] = [200_000, 10];
  raw.write(uploadHead(KEY, `content-length: ${bytes}`, 'connection: close'));
  for (let n = 0; n < parts; n++) {
    const part = Buffer.alloc(bytes / parts, 1);
    if (n === 0) part.set(SOI);
    raw.write(part);
    await sleep(150);
  }
  expect(await raw.closed).toMatch(/^HTTP\/1\.1 202 /);
});

test('one that was refused and does not go on loses its connection', async () => {
  const known = await openRaw(it.api.address);
  known.write(uploadHead(KEY, 'content-length: 1000000'));
  known.write(Buffer.alloc(100, 1)); // no photo
  expect(await known.closed).toMatch(/^HTTP\/1\.1 415 /);
});

test('many stalled uploads leave the service to the others', async () => {
  const stalled = await Promise.all(Array.from({ length: 20 }, () => openRaw(it.api.address)));
  for (const raw of stalled) {
    raw.write(uploadHead(KEY, 'content-length: 500000'));
    raw.write(JPEG_START);
  }
  const asked = performance.now();
  expect((await it.call('/v1/analyses/x')).status).toBe(404);
  expect(performance.now() - asked).toBeLessThan(1000);
  for (const raw of stalled) expect(await raw.closed).toMatch(/^HTTP\/1\.1 408 /);
});

test('more connections than MAX_CONNECTIONS are closed at once', async () => {
  const open = [];
  for (let n = 0; n < 40; n++) open.push(await openRaw(it.api.address));
  await sleep(200);
  const closed = open.filter((raw) => raw.socket.closed).length;
  for (const raw of open) raw.socket.destroy();
  expect(closed).toBeGreaterThanOrEqual(10);
  await sleep(100);
  expect((await it.call('/v1/analyses/x')).status).toBe(404);
});

test('headers that drip are cut off', async () => {
  const raw = await openRaw(it.api.address);
  const since = performance.now();
  raw.write('GET /v1/analyses/x HTTP/1.1\r\nhost: x\r\n');
  const drip = setInterval(() => raw.write('x-a: b\r\n'), 50);
  expect(await raw.closed).toMatch(/^HTTP\/1\.1 4\d\d .*application\/problem\+json/s);
  clearInterval(drip);
  expect(performance.now() - since).toBeLessThan(4000);
});

test('headers that go on and on are refused', async () => {
  const raw = await openRaw(it.api.address);
  raw.write('GET /v1/analyses/x HTTP/1.1\r\nhost: x\r\n');
  for (let n = 0; n < 200; n++) raw.write(`x-${n}: ${'a'.repeat(100)}\r\n`);
  expect(await raw.closed).toMatch(/^HTTP\/1\.1 4\d\d .*application\/problem\+json/s);
});
