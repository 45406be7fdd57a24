import { connect } from 'node:net';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, KEY, startHarness } from './testing/harness.ts';

let it: Harness;
beforeAll(async () => {
  it = await startHarness();
});
afterAll(() => it.close());

/** Sends the bytes as they are, and reads whatever comes until the connection ends or says all that it announced. */
function send(bytes: string | Buffer, closing = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(it.api.address).port), '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      received += chunk;
      const length = /^content-length: (\d+)/im.exec(received)?.[1];
      const [head = '', body = ''] = received.split('\r\n\r\n');
      if (length !== undefined && head && body.length >= Number(length)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
    if (closing) socket.end(bytes);
    else socket.write(bytes);
  });
}

const HEAD = `Host: x\r\nAuthorization: Bearer ${KEY}\r\n`;
const isAlive = async () => (await it.call('/livez')).status === 200;

test.each([
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a method there is not', `FROBNICATE / HTTP/1.1\r\n${HEAD}\r\n`],
  ['no Host', `GET /v1/analyses/x HTTP/1.1\r\nAuthorization: Bearer ${KEY}\r\n\r\n`],
  ['two lengths', `POST /v1/analyses HTTP/1.1\r\n${HEAD}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`],
  [
    'a length and chunks',
    `POST /v1/analyses HTTP/1.1\r\n${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc`,
  ],
  ['a flood of headers', `GET /livez HTTP/1.1\r\n${HEAD}x: ${'y'.repeat(100_000)}\r\n\r\n`],
  [
    'an expectation that nobody can meet',
    `POST /v1/analyses HTTP/1.1\r\n${HEAD}Expect: a-miracle\r\nContent-Length: 0\r\n\r\n`,
  ],
  ['CONNECT', `CONNECT x:22 HTTP/1.1\r\n${HEAD}\r\n`],
])('%s is answered with a problem', async (_, bytes) => {
  const answer = await send(bytes);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(answer).toMatch(/^content-type: application\/problem\+json/im);
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ code: 'invalid-request' });
});

describe('an upload that is refused may go wrong after that, too', () => {
  const form = (name: string, bytes: string, rest: string) => {
    const body = `--b\r\nContent-Disposition: form-data; name="${name}"; filename="p.jpg"\r\n\r\n${bytes}${rest}`;
    return `POST /v1/analyses HTTP/1.1\r\n${HEAD}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length + 50}\r\n\r\n${body}`;
  };
  test.each([
    ['no photo, then cut off', form('photo', 'x'.repeat(500), '')],
    ['another field, then cut off', form('other', 'x'.repeat(500), '')],
    ['no photo, then no form', form('photo', 'x'.repeat(500), '\r\n--b\r\n\r\n\r\n--b')],
  ])('%s', async (_, bytes) => {
    await Promise.all(Array.from({ length: 5 }, () => send(bytes, true).catch(() => undefined)));
    const whole = bytes.replace(
      /Content-Length: \d+/,
      `Content-Length: ${bytes.length - bytes.indexOf('\r\n\r\n') - 4}`,
    );
    expect(await send(whole)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await isAlive()).toBe(true);
  });
});

test('a photo that is cut off is nothing to be alarmed about', async () => {
  await send(
    `POST /v1/analyses HTTP/1.1\r\n${HEAD}Content-Type: image/jpeg\r\nContent-Length: 500\r\n\r\n\xff\xd8\xff`,
    true,
  );
  expect(await isAlive()).toBe(true);
  expect(it.api.output()).not.toContain('request failed');
});

describe('what no worker would open is refused at once, and kept for none', () => {
  const cases: [string, () => Promise<Buffer>, number, string][] = [
    [
      'more pixels than are taken',
      async () => {
        const png = await makePhoto({ seed: 1, width: 60, height: 40, format: 'png' });
        png.writeUInt32BE(60_000, 16);
        png.writeUInt32BE(60_000, 20);
        return png;
      },
      422,
      'photo-too-many-pixels',
    ],
    [
      'more frames than are taken',
      async () => {
        const gif = await makePhoto({ seed: 1, width: 16, height: 16, format: 'gif' });
        const frame = gif.subarray(gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])), -1);
        return Buffer.concat([gif.subarray(0, -1), ...Array<Buffer>(600).fill(frame), gif.subarray(-1)]);
      },
      422,
      'photo-too-many-pixels',
    ],
    [
      'a camera raw file',
      async () => {
        const tiff = await makePhoto({ seed: 1, width: 60, height: 40, format: 'tiff' });
        tiff.write('CR\x02\0', 8, 'latin1');
        return tiff;
      },
      415,
      'unsupported-format',
    ],
  ];
  test.each(cases)('%s', async (_, make, status, code) => {
    const photo = await make();
    const answer = await it.upload(photo);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
    expect(await it.redis.client.keys(`${it.redis.prefix}*photo*`)).toEqual([]);
    expect(await it.redis.client.keys(`${it.redis.prefix}*request:*`)).toEqual([]);
  });
});
