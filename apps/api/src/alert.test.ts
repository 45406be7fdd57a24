import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWebhook } from '@jmj/runtime';
import { watchHitRate } from './alert.ts';

let server: Server;
let address: string;
let answer: number;
let seen: { method?: string | undefined; type?: string | undefined; body: unknown }[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, type: request.headers['content-type'], body: JSON.parse(body) });
    response.writeHead(answer, { location: '/elsewhere' }).end('no_service');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/s3cr3t`;
});
beforeEach(() => {
  seen = [];
  answer = 200;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

test('a message is posted as Slack takes it', async () => {
  await createWebhook(address)('low');
  expect(seen).toEqual([{ method: 'POST', type: 'application/json', body: { text: 'low' } }]);
});

test.each([302, 404, 500])('an answer %i is a failure, and no redirect is followed', async (status) => {
  answer = status;
  await expect(createWebhook(address)('low')).rejects.toThrow(`the webhook answered ${status}`);
  expect(seen).toHaveLength(1);
});

test('a failure never tells the address, which is a secret', async () => {
  const failed = await createWebhook('http://127.0.0.1:1/services/s3cr3t')('low').catch(
    (error: Error) => error,
  );
  expect(failed).toBeInstanceOf(Error);
  expect(`${(failed as Error).stack} ${(failed as Error).cause}`).not.toContain('s3cr3t');
});

test('checks go on after one that fails, and stop when the watch is closed', async () => {
  let checks = 0;
  let errors = 0;
  const check = async () => {
    checks += 1;
    if (checks === 1) throw new Error('Redis is away');
    return { low: true, rate: 0, asked: 200 };
  };
  const watch = watchHitRate({ check }, () => errors++, 20);
  expect(watch.open()).toBe(false);
  while (!watch.open()) await sleep(5);
  expect(errors).toBe(1);
  await watch.close();
  const before = checks;
  await sleep(60);
  expect(checks).toBe(before);
});
