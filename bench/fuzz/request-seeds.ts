import type { Seed } from './photo-seeds.ts';

const BOUNDARY = 'jmj-fuzz-7f3a';
const HOST = 'Host: localhost\r\n';

const request = (line: string, headers: string, body: Buffer | string = ''): Buffer => {
  const bytes = Buffer.from(body);
  const length = bytes.length > 0 ? `Content-Length: ${bytes.length}\r\n` : '';
  return Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${HOST}${headers}${length}\r\n`), bytes]);
};

const field = (name: string, value: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

function form(parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat([...parts.map((it) => Buffer.from(it)), Buffer.from(`--${BOUNDARY}--\r\n`)]);
  return request('POST /v1/analyses', `Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\n`, body);
}

const file = (name: string, bytes: Buffer, fileName = 'p.jpg'): Buffer =>
  Buffer.concat([
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: image/jpeg\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);

const json = (line: string, value: unknown): Buffer =>
  request(
    line,
    'Content-Type: application/json\r\n',
    typeof value === 'string' ? value : JSON.stringify(value),
  );

const raw = (query: string, bytes: Buffer, type = 'image/jpeg'): Buffer =>
  request(`POST /v1/analyses${query}`, `Content-Type: ${type}\r\n`, bytes);

const chunked = (bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `POST /v1/analyses HTTP/1.1\r\n${HOST}Content-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ),
    Buffer.from(`${bytes.length.toString(16)}\r\n`),
    bytes,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);

/** Names that end up in logs, paths and headers of those who are careless. */
const HOSTILE_NAMES = [
  '../../../etc/passwd',
  'a\u0000b.jpg',
  '%00.jpg',
  `${'x'.repeat(4000)}.jpg`,
  '"; rm -rf /; ".jpg',
  '<script>.jpg',
  '\u202egpj.exe',
];

/** Every kind of request that the api knows, and some that it should not: the bytes as they go over the wire. */
export function requestSeeds(photos: readonly Seed[]): Seed[] {
  const small = photos.filter(({ bytes }) => bytes.length < 40_000);
  const [first = { name: '', bytes: Buffer.alloc(0) }] = small;
  const { bytes } = first;
  const deep = '['.repeat(5000) + ']'.repeat(5000);
  const seeds: [string, Buffer][] = [
    ...small.map(({ name, bytes: it }): [string, Buffer] => [
      `raw ${name}`,
      raw('?tone=roast&language=en', it),
    ]),
    ...small
      .slice(0, 6)
      .map(({ name, bytes: it }): [string, Buffer] => [
        `form ${name}`,
        form([file('photo', it), field('tone', 'roast'), field('language', 'de')]),
      ]),
    ['form in another order', form([field('tone', 'learning'), field('userId', 'u1'), file('photo', bytes)])],
    ['form without a photo', form([field('tone', 'roast')])],
    ['form with two photos', form([file('photo', bytes), file('photo', bytes)])],
    ['form with a strange file', form([file('__proto__', bytes)])],
    [
      'form with a strange field',
      form([field('__proto__', 'x'), field('constructor', 'y'), file('photo', bytes)]),
    ],
    [
      'form of many fields',
      form([...Array.from({ length: 60 }, (_, at) => field(`f${at}`, 'x')), file('photo', bytes)]),
    ],
    ['form with a long field', form([field('userId', 'u'.repeat(100_000)), file('photo', bytes)])],
    ['form with a long name', form([field('n'.repeat(50_000), 'x'), file('photo', bytes)])],
    ...HOSTILE_NAMES.map((name): [string, Buffer] => [
      'form with a hostile file name',
      form([file('photo', bytes, name)]),
    ]),
    ['json base64', json('POST /v1/analyses', { imageBase64: bytes.toString('base64'), tone: 'roast' })],
    ['json hash', json('POST /v1/analyses', { sha256: 'a'.repeat(64) })],
    ['json two ways', json('POST /v1/analyses', { sha256: 'a'.repeat(64), imageBase64: 'aaaa' })],
    ['json deep', json('POST /v1/analyses', deep)],
    ['json deep objects', json('POST /v1/analyses', '{"a":'.repeat(5000))],
    [
      'json prototype',
      json('POST /v1/analyses', '{"__proto__":{"tone":"roast"},"constructor":{"prototype":{}}}'),
    ],
    [
      'json many keys',
      json('POST /v1/analyses', Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`k${at}`, at]))),
    ],
    ['json long text', json('POST /v1/analyses', { userId: 'u'.repeat(200_000) })],
    ['json number', json('POST /v1/analyses', '1e999999')],
    [
      'json with a wrong length',
      Buffer.from(
        `POST /v1/analyses HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 3\r\n\r\n{"a":1}`,
      ),
    ],
    ['estimate', json('POST /v1/estimates', { width: 4000, height: 3000 })],
    ['batch', json('POST /v1/batches', { items: [{ sha256: 'a'.repeat(64) }] })],
    ['chunked', chunked(bytes)],
    ['octets', raw('', bytes, 'application/octet-stream')],
    ['text', raw('', bytes, 'text/plain')],
    ['no type', request('POST /v1/analyses', '', bytes)],
    ['empty photo', request('POST /v1/analyses', 'Content-Type: image/jpeg\r\nContent-Length: 0\r\n')],
    ['get', request('GET /v1/analyses/00000000-0000-4000-8000-000000000000', 'If-None-Match: "x"\r\n')],
    ['get waiting', request('GET /v1/analyses/x', 'Prefer: wait=1\r\n')],
    ['get a strange path', request('GET /v1/analyses/%00%ff..%2f..%2f', '')],
    ['get a long path', request(`GET /v1/analyses/${'a'.repeat(8000)}`, '')],
    ['events', request('GET /v1/analyses/x/events', 'Last-Event-ID: 0-0\r\n')],
    ['cancel', request('DELETE /v1/analyses/x', '')],
    ['erase', request('DELETE /v1/users/somebody-else', '')],
    ['admin', request('GET /v1/admin/cache/stats', 'Authorization: Bearer x\r\n')],
    ['health', request('GET /livez', '')],
    ['schema', request('GET /openapi.json', 'Accept-Encoding: gzip\r\n')],
    ['a page', request('GET /', '')],
    ['head', request('HEAD /readyz', '')],
    ['options', request('OPTIONS /v1/analyses', 'Origin: http://evil\r\n')],
    ['trace', request('TRACE /v1/analyses', '')],
    ['upgrade', request('GET /v1/analyses', 'Connection: Upgrade\r\nUpgrade: websocket\r\n')],
    ['http2', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    ['expectation', request('POST /v1/analyses', 'Expect: a-miracle\r\nContent-Type: image/jpeg\r\n', bytes)],
    [
      'many headers',
      request('GET /livez', Array.from({ length: 3000 }, (_, at) => `x${at}: y\r\n`).join('')),
    ],
    ['long header', request('GET /livez', `x: ${'y'.repeat(100_000)}\r\n`)],
    ['two lengths', request('POST /v1/analyses', 'Content-Length: 3\r\nContent-Type: image/jpeg\r\n', bytes)],
    [
      'length and chunks',
      request('POST /v1/analyses', 'Transfer-Encoding: chunked\r\nContent-Type: image/jpeg\r\n', bytes),
    ],
    ['no host', Buffer.from('GET /v1/analyses/x HTTP/1.1\r\n\r\n')],
    ['connect', Buffer.from(`CONNECT localhost:22 HTTP/1.1\r\n${HOST}\r\n`)],
    ['unknown method', request('FROBNICATE /', '')],
  ];
  return seeds.map(([name, it]) => ({ name, bytes: it }));
}

/** The upload of a photo, unharmed. */
export const uploadOf = (photo: Buffer): Buffer => raw('', photo);
