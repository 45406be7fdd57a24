import type { Problem } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startService } from '@jmj/testing/services';
import { type Harness, startHarness } from './testing/harness.ts';

let it: Harness;
let photo: Uint8Array;
beforeAll(async () => {
  it = await startHarness({ MAX_UPLOAD_BYTES: '200000' });
  photo = await makePhoto({ seed: 1, width: 200, height: 150 });
});
afterAll(() => it.close());

async function problem(answer: Response, status: number, code: string) {
  const body = (await answer.json()) as Problem;
  expect([answer.status, body.code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ status, type: `urn:judgemyjpeg:problem:${code}`, title: expect.any(String) });
  return body;
}

type Part = [name: string, value: string | File];
const file = (bytes: Uint8Array, name = 'p.jpg') => new File([new Uint8Array(bytes)], name);
const multipart = (...parts: Part[]) => {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return it.call('/v1/analyses', { method: 'POST', body: form });
};
const json = (body: unknown) =>
  it.call('/v1/analyses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('a bad request names the field and what was expected', () => {
  const cases: [what: string, send: () => Promise<Response>, field: string, expected: RegExp][] = [
    [
      'a tone there is not',
      () => multipart(['photo', file(photo)], ['tone', 'nice']),
      'tone',
      /roast.*professional.*learning/,
    ],
    [
      'a duplicate field',
      () => multipart(['tone', 'roast'], ['tone', 'roast'], ['photo', file(photo)]),
      'tone',
      /once/,
    ],
    ['a missing file', () => multipart(['tone', 'roast']), 'photo', /file/],
    ['two files', () => multipart(['photo', file(photo)], ['photo', file(photo)]), 'photo', /one file/],
    ['a file of another name', () => multipart(['image', file(photo)]), 'image', /"photo"/],
    ['a photo sent as text', () => multipart(['photo', 'hello']), 'photo', /file/],
    [
      'a field there is not',
      () => multipart(['photo', file(photo)], ['colour', 'red']),
      'colour',
      /not known/,
    ],
    [
      'an oversized field',
      () => multipart(['userId', 'x'.repeat(5000)], ['photo', file(photo)]),
      'userId',
      /at most/,
    ],
    ['a bad user id', () => multipart(['photo', file(photo)], ['userId', 'a b']), 'userId', /visible ASCII/],
    ['a bad query parameter', () => it.upload(photo, { language: 'xx' }), 'language', /"fr"/],
    ['an empty body', () => it.upload(new Uint8Array(0)), 'photo', /bytes/],
    ['no way to the photo', () => json({ tone: 'roast' }), 'imageBase64', /exactly one/],
    [
      'two ways to the photo',
      () => json({ imageBase64: 'aaaa', sha256: 'a'.repeat(64) }),
      'sha256',
      /exactly one/,
    ],
    ['base64 that is not', () => json({ imageBase64: '§§' }), 'imageBase64', /base64/],
  ];
  test.each(cases)('%s', async (_what, send, field, expected) => {
    const body = await problem(await send(), 400, 'invalid-request');
    expect(body.errors).toContainEqual({ field, message: expect.stringMatching(expected) });
  });

  test('broken JSON', async () => problem(await json('{'), 400, 'invalid-request'));
  test('multipart without a boundary', async () => {
    const answer = await it.call('/v1/analyses', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data' },
      body: 'x',
    });
    await problem(answer, 400, 'invalid-request');
  });
});

describe('a file is judged by its bytes, not by its name', () => {
  test('text called .jpg is refused', async () => {
    const body = await problem(
      await multipart(['photo', file(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'.repeat(9)))]),
      415,
      'unsupported-format',
    );
    expect(body.detail).toMatch(/JPEG, PNG, WebP, AVIF, GIF or TIFF/);
  });
  test('HEIC is told to become JPEG', async () => {
    const heic = Buffer.concat([
      Buffer.from([0, 0, 0, 24]),
      Buffer.from('ftypheic\0\0\0\0mif1heic'),
      Buffer.alloc(200),
    ]);
    const body = await problem(await it.upload(heic), 415, 'unsupported-format');
    expect(body.detail).toBe('HEIC is not supported: convert the photo to JPEG');
  });
  test('a PNG called .jpg with a JPEG type is taken as what it is', async () => {
    const answer = await it.upload(await makePhoto({ seed: 2, width: 64, height: 64, format: 'png' }));
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ photo: { format: 'png' } });
  });
  test('a content type that is nothing of ours is refused', async () => {
    const answer = await it.call('/v1/analyses', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x',
    });
    await problem(answer, 415, 'unsupported-format');
  });
});

describe('too many bytes are refused', () => {
  const big = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300_000)]);
  test('raw, by the length announced', async () => problem(await it.upload(big), 413, 'photo-too-large'));
  test('raw, by the byte that is one too many', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(big));
        controller.close();
      },
    });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body,
      duplex: 'half',
    } as RequestInit;
    await problem(await it.call('/v1/analyses', init), 413, 'photo-too-large');
  });
  test('in a form', async () => problem(await multipart(['photo', file(big)]), 413, 'photo-too-large'));
  test('in JSON', async () =>
    problem(await json({ imageBase64: big.toString('base64') }), 413, 'photo-too-large'));
});

test('a refused upload leaves its connection fit for the next request', async () => {
  const body = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(
          new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300_000)])),
        );
        controller.close();
      },
    });
  for (let i = 0; i < 6; i++) {
    const init = { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: body(), duplex: 'half' };
    await problem(await it.call('/v1/analyses', init as RequestInit), 413, 'photo-too-large');
  }
});

test('what comes later says so', async () => {
  for (const imageUrl of [
    'ftp://example.com/p.jpg',
    'http://localhost/p.jpg',
    'https://a:b@example.com/',
    'x',
  ])
    await problem(await json({ imageUrl }), 422, 'image-url-refused');
});

describe('access', () => {
  test('no key, a wrong key and a malformed header are all refused', async () => {
    for (const authorization of ['', 'Bearer wrong', 'Basic abc', 'Bearer']) {
      const answer = await fetch(`${it.api.address}/v1/analyses/x`, {
        headers: authorization ? { authorization } : {},
      });
      await problem(answer, 401, 'unauthorized');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });
  test('a request that a proxy passed on is not from this machine', async () => {
    const { API_KEYS: _keys, ...env } = it.env;
    const open = await startService('api', { ...env, OPEN_ON_LOOPBACK: 'true' });
    try {
      const ask = (headers: Record<string, string>) => fetch(`${open.address}/v1/analyses/x`, { headers });
      expect((await ask({})).status).toBe(404);
      for (const name of ['x-forwarded-for', 'via', 'forwarded', 'x-real-ip']) {
        await problem(await ask({ [name]: '8.8.8.8' }), 401, 'unauthorized');
      }
      await problem(await ask({ origin: 'https://example.com' }), 401, 'unauthorized');
    } finally {
      await open.stop();
    }
  });
  test('is looked at before the body is parsed', async () => {
    const answer = await fetch(`${it.api.address}/v1/analyses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    await problem(answer, 401, 'unauthorized');
  });
  test('health and documents need none', async () => {
    for (const path of ['/livez', '/readyz', '/openapi.json']) {
      expect((await fetch(`${it.api.address}${path}`)).status).toBe(200);
    }
  });
  test('nothing secret and no user id is in the log', async () => {
    await it.upload(photo, { userId: 'secret-user-7' });
    expect(it.api.output()).not.toMatch(/key-of-acme|secret-user-7/);
  });
});

test('a path that is not there is a problem too', async () => {
  await problem(await it.call('/v1/nothing'), 404, 'not-found');
});

test('the OpenAPI document and the page that shows it are there for anybody', async () => {
  const document = (await (await fetch(`${it.api.address}/openapi.json`)).json()) as { openapi: string };
  expect(document.openapi).toBe('3.1.0');
  expect((await fetch(`${it.api.address}/docs/`)).status).toBe(200);
});
