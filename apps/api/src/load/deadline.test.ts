import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { sendProblem, toFailure } from '../problems.ts';
import { boundAnswers } from './deadline.ts';

const DEADLINE_MS = 150;

let app: FastifyInstance;
let port: number;
let lines: string[];
/** What the handler of `/work` waits for, and then does. */
let work: () => Promise<unknown>;
beforeEach(async () => {
  lines = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  app = fastify({ logger: { level: 'warn', stream } });
  app.setErrorHandler((error, request, reply) => {
    request.raw.resume();
    return sendProblem(reply, toFailure(error));
  });
  app.addContentTypeParser('image/jpeg', (_request, payload, done) => done(null, payload));
  boundAnswers(app, DEADLINE_MS);
  app.get('/work', () => work());
  app.get<{ Querystring: { wait: string } }>('/patient', (request) => {
    request.waitsUntil = performance.now() + Number(request.query.wait);
    return work();
  });
  app.post('/work', async (request) => {
    let bytes = 0;
    for await (const chunk of request.body as Readable) bytes += chunk.length;
    await work();
    return { bytes };
  });
  app.post('/unread', () => work());
  app.get('/stream', (_request, reply) => work().then((out) => reply.send(out)));
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterEach(() => app.close());

const never = () => new Promise(() => {});
const call = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
async function timed<T>(does: Promise<T>): Promise<[T, number]> {
  const since = performance.now();
  const result = await does;
  return [result, performance.now() - since];
}

/** A request of which the body is still to be sent. */
async function posting(path: string, length: number): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: image/jpeg\r\ncontent-length: ${length}\r\n\r\n`,
  );
  let received = '';
  socket.on('data', (bytes) => {
    received += String(bytes);
  });
  return { socket, answer: once(socket, 'end').then(() => received) };
}

test('a request that nobody answers gets 503 and Retry-After; in time it gets its answer', async () => {
  work = never;
  const [late, ms] = await timed(call('/work'));
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await late.json()).toMatchObject({ code: 'queue-unavailable' });
  expect(ms).toBeGreaterThanOrEqual(DEADLINE_MS - 1);
  work = async () => ({ done: true });
  expect(await (await call('/work')).json()).toEqual({ done: true });
});

test('what comes of it later is said to nobody: neither an answer, nor an error, nor a line of the log', async () => {
  const { promise, resolve, reject } = Promise.withResolvers();
  work = () => promise;
  const answers = await Promise.all([call('/work'), call('/work')]);
  expect(answers.map((it) => it.status)).toEqual([503, 503]);
  resolve({ done: true });
  await sleep(20);
  const other = Promise.withResolvers();
  work = () => other.promise;
  expect((await call('/work')).status).toBe(503);
  other.reject(new Error('Connection is closed'));
  reject(new Error('unused'));
  await sleep(20);
  expect(lines).toEqual([]);
});

test('an upload may take its time: the deadline is that of what comes after its last byte', async () => {
  work = async () => {};
  const slow = await posting('/work', 3);
  for (const byte of 'abc') {
    await sleep(DEADLINE_MS * 0.7);
    slow.socket.write(byte);
  }
  expect(await slow.answer).toMatch(/^HTTP\/1\.1 200 .*{"bytes":3}$/s);

  work = never;
  const hanging = await posting('/work', 3);
  await sleep(DEADLINE_MS * 1.5);
  const since = performance.now();
  hanging.socket.write('abc');
  expect(await hanging.answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(performance.now() - since).toBeGreaterThanOrEqual(DEADLINE_MS - 1);
});

test('an upload that nobody begins to read waits for us, and not we for it', async () => {
  work = never;
  const { socket, answer } = await posting('/unread', 3);
  await sleep(DEADLINE_MS * 2);
  socket.write('abc');
  expect(await answer).toMatch(/^HTTP\/1\.1 503 /);
});

test('who prefers to wait is waited with, and the deadline comes after that', async () => {
  work = () => sleep(DEADLINE_MS * 2, { done: true });
  expect((await call(`/patient?wait=${DEADLINE_MS * 2}`)).status).toBe(200);
  work = never;
  const [late, ms] = await timed(call(`/patient?wait=${DEADLINE_MS * 2}`));
  expect(late.status).toBe(503);
  expect(ms).toBeGreaterThanOrEqual(DEADLINE_MS * 3 - 2);
});

test('a stream that has begun goes on, one that comes too late is ended', async () => {
  const out = new Readable({ read() {} });
  out.push('first');
  work = async () => out;
  const answer = await call('/stream');
  await sleep(DEADLINE_MS * 2);
  out.push(', last');
  out.push(null);
  expect(await answer.text()).toBe('first, last');

  const late = new Readable({ read() {} });
  work = () => sleep(DEADLINE_MS * 2, late);
  expect((await call('/stream')).status).toBe(503);
  await once(late, 'close');
});
