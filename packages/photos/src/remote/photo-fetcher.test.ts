import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { makePhoto } from '@jmj/testing/photo-maker';
import { generate } from 'selfsigned';
import { createPhotoFetcher, type PhotoFetcherOptions } from './index.ts';
import { type Listener, startHttp, startHttps, startRaw } from './testing/servers.ts';

const NEVER = new AbortController().signal;
const IMAGE = { 'content-type': 'image/jpeg' };

let photo: Uint8Array;
beforeAll(async () => {
  photo = await makePhoto({ seed: 1, width: 320, height: 240 });
});

const opened: Listener[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function listening(started: Promise<Listener>): Promise<Listener> {
  const one = await started;
  opened.push(one);
  return one;
}

/** A fetcher that may connect to this test's own servers, and to nothing else. */
function fetcherFor(servers: Listener[], options: Partial<PhotoFetcherOptions> = {}) {
  const ports = servers.map(({ port }) => port);
  return createPhotoFetcher({
    maxBytes: 1_000_000,
    timeoutMs: 2000,
    idleMs: 1000,
    ports,
    resolve: async () => ['127.0.0.1'],
    allow: (address, port) => address === '127.0.0.1' && ports.includes(port),
    ...options,
  });
}

/** What comes of a photo at a server that answers so. */
async function fetchFrom(answer: RequestListener, options?: Partial<PhotoFetcherOptions>) {
  const server = await listening(startHttp(answer));
  return fetcherFor([server], options)
    .fetch(`http://photos.example:${server.port}/a%20photo.jpg?size=large`, NEVER)
    .catch((error: unknown) => error);
}

async function fetchRaw(speak: (socket: Socket) => void, options?: Partial<PhotoFetcherOptions>) {
  const server = await listening(startRaw(speak));
  const began = Date.now();
  const outcome = await fetcherFor([server], options)
    .fetch(`http://photos.example:${server.port}/`, NEVER)
    .catch((error: unknown) => error);
  return { outcome, ms: Date.now() - began };
}

test('fetches the very bytes of a photo', async () => {
  const fetched = await fetchFrom((_request, response) => response.writeHead(200, IMAGE).end(photo));
  expect(fetched).toMatchObject({ bytes: expect.any(Uint8Array) });
  expect(Buffer.from((fetched as { bytes: Uint8Array }).bytes).equals(Buffer.from(photo))).toBe(true);
});

test('tells the other side nothing but the address, and that it wants a photo as it is', async () => {
  let asked: unknown;
  const port = await new Promise<number>((resolve) => {
    void fetchFrom((request, response) => {
      asked = { method: request.method, url: request.url, headers: request.headers };
      response.writeHead(200, IMAGE).end(photo, () => resolve(request.socket.localPort ?? 0));
    });
  });
  expect(asked).toEqual({
    method: 'GET',
    url: '/a%20photo.jpg?size=large',
    headers: {
      host: `photos.example:${port}`,
      connection: 'close',
      accept: expect.stringContaining('image/'),
      'accept-encoding': 'identity',
      'user-agent': 'JudgeMyJPEG-photo-fetcher',
    },
  });
});

test.each(['/%0d%0aHost:%20localhost', '/\r\nHost: localhost', '/?a=b HTTP/1.1\r\nX: y', '/#\r\nHost: x'])(
  'an address with line breaks (%j) forges no header',
  async (path) => {
    let hosts: string[] | undefined;
    const server = await listening(
      startHttp((request, response) => {
        hosts = request.headersDistinct.host;
        response.writeHead(200, IMAGE).end(photo);
      }),
    );
    await fetcherFor([server]).fetch(`http://photos.example:${server.port}${path}`, NEVER);
    expect(hosts).toEqual([`photos.example:${server.port}`]);
  },
);

test('follows redirects, relative ones too, and takes no cookie along', async () => {
  const seen: unknown[] = [];
  const fetched = await fetchFrom((request, response) => {
    seen.push([request.url, request.headers.cookie, request.headers.referer]);
    if (request.url === '/photos/last.jpg') response.writeHead(200, IMAGE).end(photo);
    else if (request.url === '/photos/next')
      response.writeHead(307, { location: 'last.jpg', 'set-cookie': 'a=b' }).end();
    else response.writeHead(302, { location: '/photos/next', 'set-cookie': 'a=b' }).end('moved');
  });
  expect(fetched).toMatchObject({ bytes: expect.any(Uint8Array) });
  expect(seen).toEqual([
    ['/a%20photo.jpg?size=large', undefined, undefined],
    ['/photos/next', undefined, undefined],
    ['/photos/last.jpg', undefined, undefined],
  ]);
});

test('follows three redirects, and not a fourth', async () => {
  let asked = 0;
  const outcome = await fetchFrom((_request, response) => {
    asked += 1;
    response.writeHead(302, { location: '/again' }).end();
  });
  expect(outcome).toMatchObject({ code: 'image-url-refused' });
  expect(asked).toBe(4);
});

describe('refused by what it is', () => {
  const cases: [string, RequestListener, string][] = [
    [
      'a page',
      (_q, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'unsupported-format',
    ],
    [
      'a page that calls itself a photo',
      (_q, r) => r.writeHead(200, IMAGE).end('<html>'),
      'unsupported-format',
    ],
    [
      'an SVG',
      (_q, r) => r.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg/>'),
      'unsupported-format',
    ],
    ['nothing', (_q, r) => r.writeHead(200, IMAGE).end(), 'unsupported-format'],
    [
      'a photo that is compressed once more',
      (_q, r) => r.writeHead(200, { ...IMAGE, 'content-encoding': 'gzip' }).end(gzipSync(photo)),
      'unsupported-format',
    ],
    [
      'more than is taken, by its own word',
      (_q, r) => r.writeHead(200, { ...IMAGE, 'content-length': '1000001' }).write(photo),
      'photo-too-large',
    ],
    ['a missing page', (_q, r) => r.writeHead(404).end(), 'image-url-unreachable'],
    ['a part of a photo', (_q, r) => r.writeHead(206, IMAGE).end(photo), 'image-url-unreachable'],
    ['no content', (_q, r) => r.writeHead(204).end(), 'image-url-unreachable'],
    ['a redirect to nowhere', (_q, r) => r.writeHead(302).end(), 'image-url-unreachable'],
  ];
  test.each(cases)('%s', async (_what, answer, code) => {
    expect(await fetchFrom(answer)).toMatchObject({ name: 'Failure', code, retryable: false });
  });

  test.each([429, 500, 503])('status %i may pass: it is worth trying again', async (status) => {
    const outcome = await fetchFrom((_request, response) => response.writeHead(status).end());
    expect(outcome).toMatchObject({ code: 'image-url-unreachable', retryable: true });
  });
});

describe('cut off', () => {
  test('a photo without an end, at the byte that is one too many', async () => {
    let sent = 0;
    const outcome = await fetchFrom(
      (_request, response) => {
        response.writeHead(200, IMAGE).write(photo.subarray(0, 300));
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
        };
        response.on('drain', more);
        more();
      },
      { maxBytes: 200_000 },
    );
    expect(outcome).toMatchObject({ code: 'photo-too-large' });
    expect(sent).toBeLessThan(20_000_000);
  });

  test('one who says nothing', async () => {
    const { outcome, ms } = await fetchRaw(() => {});
    expect(outcome).toMatchObject({ code: 'image-url-unreachable', retryable: true });
    expect(ms).toBeLessThan(3000);
  });

  test('one who sends a byte now and then, for ever', async () => {
    const { outcome, ms } = await fetchRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 100000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    expect(outcome).toMatchObject({ code: 'image-url-unreachable', message: 'The address took too long' });
    expect(ms).toBeLessThan(2500);
  });

  test('headers that do not end', async () => {
    const { outcome, ms } = await fetchRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write(`x-${Math.random()}: ${'y'.repeat(4000)}\r\n`), 5);
      socket.on('close', () => clearInterval(timer));
    });
    expect(outcome).toMatchObject({ code: 'image-url-unreachable' });
    expect(ms).toBeLessThan(1000);
  });

  test('provisional answers without end', async () => {
    const { outcome, ms } = await fetchRaw((socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(outcome).toMatchObject({ code: 'image-url-unreachable' });
    expect(ms).toBeLessThan(2500);
  });

  test.each([
    [
      'a photo that breaks off',
      'HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 9000\r\n\r\n\xff\xd8\xff',
    ],
    ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc'],
  ])('%s', async (_what, words) => {
    const { outcome } = await fetchRaw((socket) => void socket.end(Buffer.from(words, 'latin1')));
    expect(outcome).toMatchObject({ code: 'image-url-unreachable', retryable: true });
  });

  test('a name server that does not answer', async () => {
    const fetcher = fetcherFor([], { resolve: () => new Promise(() => {}), ports: [80], timeoutMs: 200 });
    await expect(fetcher.fetch('http://photos.example/', NEVER)).rejects.toMatchObject({
      code: 'image-url-unreachable',
    });
  });
});

test('a name that nobody knows is unreachable', async () => {
  const unknown = async () => {
    throw new Error('queryA ENOTFOUND secret-name.example');
  };
  const outcome = await fetcherFor([], { resolve: unknown, ports: [80] })
    .fetch('http://secret-name.example/', NEVER)
    .catch((error: unknown) => error);
  expect(outcome).toMatchObject({ code: 'image-url-unreachable', retryable: true, cause: undefined });
  expect((outcome as Error).message).not.toContain('secret-name');
});

test('ends with the reason of its signal, and closes the connection', async () => {
  const ended = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const server = await listening(
    startRaw((socket) => {
      socket.on('data', () => asked.resolve());
      socket.on('close', () => ended.resolve());
    }),
  );
  const stop = new AbortController();
  const fetched = fetcherFor([server]).fetch(`http://photos.example:${server.port}/`, stop.signal);
  await asked.promise;
  stop.abort('hand back');
  await expect(fetched).rejects.toBe('hand back');
  await ended.promise;
});

test.each([
  ['taken', 200],
  ['redirected', 302],
  ['refused', 500],
])(
  'the connection is closed when the photo is %s, even if the other side would keep it',
  async (_what, status) => {
    const ended = Promise.withResolvers<void>();
    await fetchRaw((socket) => {
      socket.on('close', () => ended.resolve());
      socket.write(
        `HTTP/1.1 ${status} X\r\nlocation: http://127.0.0.9/\r\nconnection: keep-alive\r\ncontent-type: image/jpeg\r\ncontent-length: ${photo.length}\r\n\r\n`,
      );
      socket.write(photo);
    });
    await Promise.race([
      ended.promise,
      pause(2000).then(() => {
        throw new Error('still open');
      }),
    ]);
  },
);

describe('https', () => {
  const identityOf = (name: string) =>
    generate([{ name: 'commonName', value: name }], {
      keySize: 2048,
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    });

  async function fetchOver(name: string, options: { trusted: boolean; location?: string }) {
    const { private: key, cert } = await identityOf(name);
    const server = await listening(
      startHttps({ key, cert }, (_request, response) => {
        if (options.location) response.writeHead(302, { location: options.location }).end();
        else response.writeHead(200, IMAGE).end(photo);
      }),
    );
    return fetcherFor([server], options.trusted ? { ca: cert } : {})
      .fetch(`https://photos.example:${server.port}/`, NEVER)
      .catch((error: unknown) => error);
  }

  test('with a certificate that is trusted and of the name, is fetched', async () => {
    expect(await fetchOver('photos.example', { trusted: true })).toMatchObject({
      bytes: expect.any(Uint8Array),
    });
  });

  test.each([
    ['that nobody vouches for', 'photos.example', false],
    ['of another name', 'other.example', true],
  ])('with a certificate %s, is not', async (_what, name, trusted) => {
    expect(await fetchOver(name, { trusted })).toMatchObject({ code: 'image-url-unreachable' });
  });

  test('is verified whatever the environment says', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      const outcome = await fetchOver('photos.example', { trusted: false });
      expect(outcome).toMatchObject({ code: 'image-url-unreachable' });
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });

  test('does not lead to http', async () => {
    const outcome = await fetchOver('photos.example', { trusted: true, location: 'http://photos.example/' });
    expect(outcome).toMatchObject({ code: 'image-url-refused', message: expect.stringContaining('http') });
  });
});
