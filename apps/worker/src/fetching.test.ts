import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Analysis } from '@jmj/contracts';
import { createReleasers } from '@jmj/runtime';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { OPENAI_MODEL, openLocalFetching } from './fixtures/fetching.ts';

const SECRET = 'signature-4711';

let fleet: Fleet;
const releasers = createReleasers();
let server: Server;
let answer: RequestListener;
const warned: unknown[] = [];

/**
 * An api and a worker as processes. What fetches runs here, beside them: it is handed a server of this machine, and there is no
 * way to tell a worker from outside that it may ask such a one.
 */
beforeAll(async () => {
  fleet = await startFleet({ workers: 1, env: { OPENAI_MODEL, FETCH_CONCURRENCY: '0' } });
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { url, prefix: keyPrefix } = fleet.redis;
  const note = (fields: object, message: string) => void warned.push(fields, message);
  const log = { info: note, warn: note, error: note };
  openLocalFetching({ url, keyPrefix, port, log, maxPixels: 1_000_000 }, releasers);
}, 60_000);

afterAll(async () => {
  await releasers.release();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await fleet.close();
});

const addressOf = (path: string) =>
  `http://photos.example:${(server.address() as AddressInfo).port}/${path}?key=${SECRET}`;

async function ask(imageUrl: string, options: object = {}): Promise<Analysis> {
  const response = await fleet.call('/v1/analyses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imageUrl, ...options }),
  });
  expect(response.status).toBe(202);
  expect(response.headers.get('location')).toMatch(/^\/v1\/analyses\//);
  return (await response.json()) as Analysis;
}

const serve =
  (photo: Uint8Array): RequestListener =>
  (_request, response) =>
    void response.setHeader('content-type', 'image/jpeg').end(photo);

async function endOf({ id }: Analysis): Promise<Analysis> {
  const [ended] = await fleet.ended([id], 15_000);
  return ended as Analysis;
}

test('a photo that is named by its address is fetched and judged, under the id that was told at once', async () => {
  const photo = await makePhoto({ seed: 1, width: 320, height: 240 });
  answer = serve(photo);
  const asked = await ask(addressOf('one.jpg'), { userId: 'ulla', language: 'en', tone: 'roast' });
  expect(asked).toMatchObject({ status: 'queued', language: 'en', tone: 'roast' });
  expect(asked.photo).toBeUndefined();
  expect(await endOf(asked)).toMatchObject({
    id: asked.id,
    status: 'completed',
    source: 'openai',
    language: 'en',
    photo: { bytes: photo.length, format: 'jpeg', width: 320, height: 240 },
    critique: { score: expect.any(Number) },
    cost: { usd: expect.any(Number) },
    createdAt: asked.createdAt,
  });
  expect(fleet.openai.calls.length).toBe(1);
});

test('of all who ask for one photo, by its address or by sending it, one pays', async () => {
  const photo = await makePhoto({ seed: 2, width: 320, height: 240 });
  answer = serve(photo);
  const before = fleet.openai.calls.length;
  const asked = await Promise.all([
    ...[1, 2, 3, 4, 5, 6].map((at) => ask(addressOf(`${at}.jpg`))),
    ...[1, 2, 3].map(() => fleet.submit(photo)),
  ]);
  const ended = await Promise.all(asked.map(endOf));
  expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'completed'));
  expect(fleet.openai.calls.length - before).toBe(1);

  const again = await endOf(await ask(addressOf('again.jpg')));
  expect(again).toMatchObject({ status: 'completed', source: 'cache' });
  expect(fleet.openai.calls.length - before).toBe(1);
});

test.each([
  ['a page', 'unsupported-format', (_q, r) => void r.setHeader('content-type', 'text/html').end('<p>')],
  ['nothing there', 'image-url-unreachable', (_q, r) => void r.writeHead(404).end()],
  [
    'a redirect inside',
    'image-url-refused',
    (_q, r) => void r.writeHead(302, { location: 'http://[::1]/' }).end(),
  ],
] as [string, string, RequestListener][])('%s fails the analysis with %s', async (_what, code, listener) => {
  answer = listener;
  expect(await endOf(await ask(addressOf('no')))).toMatchObject({ status: 'failed', error: { code } });
});

test('a photo of more pixels than workers open is refused before one has it', async () => {
  answer = serve(await makePhoto({ seed: 7, width: 1001, height: 1000 }));
  const asked = await ask(addressOf('large.jpg'));
  expect(await endOf(asked)).toMatchObject({ status: 'failed', error: { code: 'photo-too-many-pixels' } });
  expect(fleet.workers[0]?.output()).not.toContain(asked.id);
});

test('a server that is in trouble for a moment is asked again', async () => {
  const photo = await makePhoto({ seed: 3, width: 200, height: 100 });
  let asked = 0;
  answer = (request, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(503).end();
    else serve(photo)(request, response);
  };
  expect(await endOf(await ask(addressOf('flaky.jpg')))).toMatchObject({ status: 'completed' });
  expect(asked).toBe(2);
});

test('who cancels while the photo is fetched pays nothing', async () => {
  const photo = await makePhoto({ seed: 4, width: 200, height: 100 });
  const before = fleet.openai.calls.length;
  const arrived = Promise.withResolvers<void>();
  answer = (request, response) => {
    arrived.resolve();
    setTimeout(() => serve(photo)(request, response), 300);
  };
  const asked = await ask(addressOf('slow.jpg'));
  await arrived.promise;
  const canceled = await fleet.call(`/v1/analyses/${asked.id}`, { method: 'DELETE' });
  expect(await canceled.json()).toMatchObject({ status: 'canceled' });
  await pause(800);
  expect(await endOf(asked)).toMatchObject({ status: 'canceled' });
  expect(fleet.openai.calls.length).toBe(before);
});

test('events go on from the fetching to the end', async () => {
  answer = serve(await makePhoto({ seed: 5, width: 200, height: 100 }));
  const { id } = await ask(addressOf('events.jpg'));
  const events = await (await fleet.call(`/v1/analyses/${id}/events`)).text();
  expect(events).toMatch(/event: queued[\s\S]*event: completed/);
});

/** Every key of Redis that says where photos are fetched from. */
async function keysThatTell(): Promise<string[]> {
  const { client } = fleet.redis;
  const readers: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => client.get(key),
    hash: (key) => client.hgetall(key),
    set: (key) => client.smembers(key),
    zset: (key) => client.zrange(key, '0', '-1'),
    list: (key) => client.lrange(key, 0, -1),
    stream: (key) => client.xrange(key, '-', '+'),
  };
  const telling: string[] = [];
  for (const key of (await fleet.redis.keys()).keys()) {
    const held = await readers[await client.type(key)]?.(key);
    if (`${key} ${JSON.stringify(held)}`.includes(SECRET)) telling.push(key);
  }
  return telling;
}

test('the address is kept in one place, for as long as it is needed, and in no log', async () => {
  const photo = await makePhoto({ seed: 6, width: 200, height: 100 });
  const arrived = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  answer = (request, response) => {
    arrived.resolve();
    void goOn.promise.then(() => serve(photo)(request, response));
  };
  const asked = await ask(addressOf('secret.jpg'), { userId: 'ulla' });
  await arrived.promise;
  const telling = await keysThatTell();
  expect(telling).toEqual([expect.stringMatching(new RegExp(`:url:${asked.id}$`))]);
  expect(await fleet.redis.client.ttl(telling[0] as string)).toBeGreaterThan(3000);
  goOn.resolve();

  expect(await endOf(asked)).toMatchObject({ status: 'completed' });
  expect(await keysThatTell()).toEqual([]);
  const logs = [JSON.stringify(warned), fleet.api.output(), ...fleet.workers.map((it) => it.output())];
  expect(warned.length).toBeGreaterThan(0);
  expect(logs.filter((text) => text.includes(SECRET) || text.includes('photos.example'))).toEqual([]);
});
