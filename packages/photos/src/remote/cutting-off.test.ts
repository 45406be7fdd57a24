import { setTimeout as pause } from 'node:timers/promises';
import { makePhoto } from '@jmj/testing/photo-maker';
import { fetchingFromServers, IMAGE, NEVER } from './testing/fetching.ts';
import { startRaw } from './testing/servers.ts';

const { listening, fetcherFor, fetchFrom, fetchRaw } = fetchingFromServers();

let photo: Uint8Array;
beforeAll(async () => {
  photo = await makePhoto({ seed: 1, width: 320, height: 240 });
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
