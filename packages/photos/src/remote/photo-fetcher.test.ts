import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { makePhoto } from '@jmj/testing/photo-maker';
import { fetchingFromServers, IMAGE, NEVER } from './testing/fetching.ts';
import { startHttp } from './testing/servers.ts';

const { listening, fetcherFor, fetchFrom } = fetchingFromServers();

let photo: Uint8Array;
beforeAll(async () => {
  photo = await makePhoto({ seed: 1, width: 320, height: 240 });
});

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
