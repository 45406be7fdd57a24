import type { Analysis } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, startHarness } from './testing/harness.ts';

let it: Harness;
beforeAll(async () => {
  it = await startHarness();
});
afterAll(() => it.close());

const submit = async (seed: number): Promise<Analysis> =>
  (await (await it.upload(await makePhoto({ seed, width: 200, height: 150 }))).json()) as Analysis;

interface Told {
  id: string;
  event: string;
  status: string;
}

/** Reads events until the stream ends, or until `stop` says so. */
async function listen(
  id: string,
  headers: Record<string, string> = {},
  stop?: (told: Told) => boolean,
): Promise<Told[]> {
  const answer = await it.call(`/v1/analyses/${id}/events`, { headers });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const told: Told[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1] ?? '';
      if (!field('event')) continue;
      told.push({ id: field('id'), event: field('event'), status: JSON.parse(field('data')).status });
    }
    if (stop && told.some(stop)) break; // lets go of the connection
  }
  return told;
}

test('an analysis is told from queued to completed, each step once', async () => {
  const { id } = await submit(10);
  const listening = listen(id);
  const worker = await it.startWorker();
  const told = (await listening).map((one) => one.id);
  await worker.stop();
  expect(told[0]).toBe('queued');
  expect(told.at(-1)).toBe('completed');
  expect(told).toContain('started.started');
  expect(told).toContain('progress.judging');
  expect(new Set(told).size).toBe(told.length);
});

test('whoever comes back with the last event id is not told it again, and is told the end', async () => {
  const { id } = await submit(11);
  const first = await listen(id, {}, () => true);
  expect(first.map((one) => one.id)).toEqual(['queued']);
  const resumed = listen(id, { 'last-event-id': 'queued' });
  const worker = await it.startWorker();
  const told = (await resumed).map((one) => one.id);
  await worker.stop();
  expect(told).not.toContain('queued');
  expect(told.at(-1)).toBe('completed');
});

test('a canceled analysis ends its stream, is never judged, and is not paid for', async () => {
  const calls = it.openai.calls.length;
  const { id } = await submit(12);
  const listening = listen(id);
  const canceled = await it.call(`/v1/analyses/${id}`, { method: 'DELETE' });
  expect(await canceled.json()).toMatchObject({ id, status: 'canceled' });
  expect((await listening).at(-1)).toMatchObject({ event: 'canceled', status: 'canceled' });

  const worker = await it.startWorker();
  const after = await submit(13);
  expect((await it.whenEnded(after.id)).status).toBe('completed');
  await worker.stop();
  expect((await it.whenEnded(id)).status).toBe('canceled');
  expect(it.openai.calls.length).toBe(calls + 1);
});

test('canceling twice is fine; canceling what is done is a conflict', async () => {
  const { id } = await submit(14);
  await it.call(`/v1/analyses/${id}`, { method: 'DELETE' });
  expect((await it.call(`/v1/analyses/${id}`, { method: 'DELETE' })).status).toBe(200);

  const other = await submit(15);
  const worker = await it.startWorker();
  await it.whenEnded(other.id);
  const answer = await it.call(`/v1/analyses/${other.id}`, { method: 'DELETE' });
  await worker.stop();
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ code: 'conflict' });
});

test('one who joins after everybody canceled still gets a critique', async () => {
  const photo = await makePhoto({ seed: 16, width: 200, height: 150 });
  const first = (await (await it.upload(photo)).json()) as Analysis;
  await it.call(`/v1/analyses/${first.id}`, { method: 'DELETE' });
  const worker = await it.startWorker();
  const second = (await (await it.upload(photo)).json()) as Analysis;
  expect((await it.whenEnded(second.id)).status).toBe('completed');
  await worker.stop();
});

test('a photo that is judged anew after its critique was lost is queued again, not still under way', async () => {
  const photo = await makePhoto({ seed: 17, width: 200, height: 150 });
  const worker = await it.startWorker();
  await it.whenEnded(((await (await it.upload(photo)).json()) as Analysis).id);
  await worker.stop();
  for (const key of (await it.redis.keys()).keys())
    if (key.includes('analysis:')) await it.redis.client.del(key);
  const news = `${it.redis.prefix}jmj:cache:erased`;
  await it.redis.client.publish(news, JSON.stringify({ all: true }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { id } = (await (await it.upload(photo)).json()) as Analysis;
  const standing = (await (await it.call(`/v1/analyses/${id}`)).json()) as Analysis;
  expect([standing.status, standing.startedAt]).toEqual(['queued', undefined]);
});

test('one who waits is told at once, not at the next look', async () => {
  const worker = await it.startWorker();
  const times: number[] = [];
  for (let seed = 20; seed < 32; seed++) {
    const photo = await makePhoto({ seed, width: 200, height: 150 });
    const started = performance.now();
    const answer = await it.upload(photo, {}, { prefer: 'wait=10' });
    expect(answer.status).toBe(200);
    times.push(performance.now() - started);
  }
  await worker.stop();
  // One that missed its news would take a second longer than the others.
  const sorted = times.toSorted((a, b) => a - b);
  expect(sorted.at(-1)! - sorted[0]!).toBeLessThan(900);
});
