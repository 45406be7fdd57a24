import type { AnalysisEvent } from '@jmj/contracts';
import { type Client, createClient, errorClasses, isJmjError, JmjError, PhotoError } from './index.ts';
import { type ServiceOptions, startService, type TestService } from './testing/service.ts';
import { pause } from './timing.ts';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 60 }, (_, i) => i)]);

let services: TestService[] = [];
async function start(options?: ServiceOptions): Promise<{ service: TestService; client: Client }> {
  const service = await startService(options);
  services.push(service);
  return { service, client: createClient({ baseUrl: service.url, patience: { quietMs: 200 } }) };
}
afterEach(async () => {
  await Promise.all(services.map((it) => it.close()));
  services = [];
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => Promise.reject(new Error('it was meant to fail')),
    (error: unknown) => error,
  );
const steps = (events: AnalysisEvent[]): string[] => events.map(({ type, stage }) => stage ?? type);
const ALL_STEPS = ['queued', 'started', 'preparing', 'judging', 'storing', 'completed'];

describe('analyze', () => {
  test('uploads the raw bytes with their own type, and gives the critique', async () => {
    const { service, client } = await start();
    const photo = new Blob([JPEG], { type: 'image/png' });
    const analysis = await client.analyze(photo, { tone: 'roast', language: 'en', userId: 'u/1' });
    expect(analysis.critique.score).toBe(74);
    expect(analysis).toMatchObject({ status: 'completed', tone: 'roast', language: 'en', source: 'openai' });
    const [upload] = service.uploads();
    expect(upload).toMatchObject({
      path: '/v1/analyses?tone=roast&language=en&userId=u%2F1',
      bytes: JPEG.length,
    });
    expect(upload?.headers['content-type']).toBe('image/jpeg');
  });

  test('takes bytes and buffers as well as blobs', async () => {
    const { client } = await start();
    const whole = await client.analyze(JPEG);
    const buffer = await client.analyze(JPEG.buffer);
    const view = await client.analyze(new Uint8Array([0, ...JPEG]).subarray(1));
    expect([buffer.photo?.sha256, view.photo?.sha256]).toEqual([whole.photo?.sha256, whole.photo?.sha256]);
  });

  test('tells each step once, by events', async () => {
    const { service, client } = await start();
    const events: AnalysisEvent[] = [];
    await client.analyze(JPEG, { onProgress: (event) => events.push(event) });
    expect(steps(events)).toEqual(ALL_STEPS);
    expect(service.received.filter((it) => it.path.endsWith('/events'))).toHaveLength(1);
  });

  test('resumes a stream that is cut after each event, and still tells each step once', async () => {
    const { service, client } = await start({ stepMs: 30 });
    service.faults.cutStreamAfter = 2;
    const events: AnalysisEvent[] = [];
    await client.analyze(JPEG, { onProgress: (event) => events.push(event) });
    expect(steps(events)).toEqual(ALL_STEPS);
    const resumed = service.received.filter((it) => it.headers['last-event-id'] !== undefined);
    expect(resumed.map((it) => it.headers['last-event-id'])).toContain('2');
  });

  test('polls when streams only tell again what is known', async () => {
    const { service } = await start();
    const client = createClient({ baseUrl: service.url, patience: { brokenStreams: 2 } });
    Object.assign(service.faults, { forgetful: true, hold: true });
    const events: AnalysisEvent[] = [];
    const judging = failure(client.analyze(JPEG, { onProgress: (event) => events.push(event) }));
    const polled = (): boolean => service.received.some((it) => it.headers.prefer === 'wait=20');
    for (let tries = 0; !polled() && tries < 100; tries += 1) await pause(50);
    expect(polled()).toBe(true);
    await client.cancel(events[0]!.analysisId);
    expect(await judging).toMatchObject({ code: 'canceled' });
    expect(steps(events)).toEqual(['queued', 'started', 'preparing', 'canceled']);
  });

  test('polls when there are no streams', async () => {
    const { service, client } = await start({ stepMs: 400 });
    service.faults.noStreams = true;
    const events: AnalysisEvent[] = [];
    const { critique } = await client.analyze(JPEG, { onProgress: (event) => events.push(event) });
    expect(critique.score).toBe(74);
    expect(service.received.some((it) => it.headers.prefer === 'wait=20')).toBe(true);
    expect(steps(events)).toEqual(['queued', 'started', 'completed']);
  });

  test('looks for itself when a stream stays silent', async () => {
    const { service, client } = await start();
    service.faults.muteStreams = true;
    await expect(client.analyze(JPEG, { timeoutMs: 5000 })).resolves.toMatchObject({ status: 'completed' });
  });

  test('answers a known photo without waiting', async () => {
    const { service, client } = await start();
    await client.analyze(JPEG);
    service.received.length = 0;
    const events: AnalysisEvent[] = [];
    const again = await client.analyze(JPEG, { onProgress: (event) => events.push(event) });
    expect(again.source).toBe('cache');
    expect(service.received).toHaveLength(1);
    expect(steps(events)).toEqual(['completed']);
  });

  test('waits as long as a 503 asks, and tries again', async () => {
    const { service, client } = await start();
    service.faults.refuse = [{ code: 'photo-store-full', retryAfter: '1' }];
    const began = Date.now();
    await client.analyze(JPEG);
    expect(Date.now() - began).toBeGreaterThanOrEqual(1000);
  });

  test('sends a retry under the same key, and another call under another', async () => {
    const { service, client } = await start();
    service.faults.refuse = [{ code: 'overloaded', retryAfter: '0' }];
    await client.submit(JPEG, { hashFirst: false });
    await client.submit(JPEG, { hashFirst: false });
    const [first, retry, other] = service.uploads().map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^"[0-9a-f-]{36}"$/);
    expect(retry).toBe(first);
    expect(other).not.toBe(first);
  });

  test('does not wait when it is asked for more patience than a minute', async () => {
    const { service, client } = await start();
    service.faults.refuse = [{ code: 'queue-unavailable', retryAfter: '3600' }];
    const error = await failure(client.analyze(JPEG));
    expect(error).toMatchObject({ code: 'queue-unavailable', status: 503, retryAfterMs: 3_600_000 });
    expect(service.uploads()).toHaveLength(1);
  });

  test('does not repeat what will be refused again', async () => {
    const { service, client } = await start();
    service.faults.refuse = [{ code: 'photo-too-large' }];
    const error = await failure(client.analyze(JPEG));
    expect(error).toBeInstanceOf(PhotoError);
    expect(error).toBeInstanceOf(errorClasses['photo-too-large']);
    expect(isJmjError(error, 'photo-too-large')).toBe(true);
    expect(error).toMatchObject({ name: 'PhotoTooLargeError', status: 413, retryable: false });
    expect(service.uploads()).toHaveLength(1);
  });

  test('rejects with the code of an analysis that failed', async () => {
    const { service, client } = await start();
    service.faults.failWith = 'provider-refused';
    const error = await failure(client.analyze(JPEG));
    expect(error).toMatchObject({ code: 'provider-refused', name: 'ProviderRefusedError' });
    expect((error as JmjError).analysis).toMatchObject({ status: 'failed' });
  });

  test('an abort ends the wait with its own reason and leaves the analysis alone', async () => {
    const { service, client } = await start();
    service.faults.hold = true;
    const reason = new Error('enough');
    const stop = new AbortController();
    const wait = failure(client.analyze(JPEG, { signal: stop.signal, onProgress: () => stop.abort(reason) }));
    expect(await wait).toBe(reason);
    expect(service.received.some((it) => it.method === 'DELETE')).toBe(false);
  });

  test('an abort cancels the analysis when that was asked for', async () => {
    const { service, client } = await start();
    service.faults.hold = true;
    const stop = new AbortController();
    const onProgress = ({ stage }: AnalysisEvent): void => (stage === 'preparing' ? stop.abort() : undefined);
    const error = await failure(
      client.analyze(JPEG, { signal: stop.signal, onProgress, cancelOnAbort: true }),
    );
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(service.received.at(-1)?.method).toBe('DELETE');
  });

  test('gives up after its time limit', async () => {
    const { service, client } = await start();
    service.faults.hold = true;
    const error = await failure(client.analyze(JPEG, { timeoutMs: 80 }));
    expect(error).toBeInstanceOf(errorClasses['timed-out']);
  });
});

describe('the other calls', () => {
  test('submit answers at once, get waits, cancel ends', async () => {
    const { service, client } = await start({ stepMs: 20 });
    const first = await client.submit(JPEG);
    expect(first.status).toBe('queued');
    expect(await client.get(first.id, { wait: 5 })).toMatchObject({ status: 'completed' });
    service.faults.hold = true;
    const second = await client.submit(JPEG, { tone: 'roast' });
    expect(await client.cancel(second.id)).toMatchObject({ status: 'canceled' });
    expect(await failure(client.cancel(second.id))).toMatchObject({ code: 'conflict' });
  });

  test('an API key is sent, and a missing one is an AccessError', async () => {
    const { service, client } = await start({ apiKey: 'secret' });
    expect(await failure(client.submit(JPEG))).toBeInstanceOf(errorClasses.unauthorized);
    const holder = createClient({ baseUrl: `${service.url}/`, apiKey: 'secret' });
    expect(await holder.submit(JPEG)).toMatchObject({ status: 'queued' });
  });

  test('a service that is not there is a connection-failed, after its retries', async () => {
    const { service, client } = await start();
    await service.close();
    const error = await failure(client.get('any'));
    expect(error).toMatchObject({ code: 'connection-failed', retryable: true });
    expect(error).toBeInstanceOf(JmjError);
  });

  test('an answer that is not an analysis is an unexpected-answer', async () => {
    const page = (): Promise<Response> => Promise.resolve(new Response('<h1>hello</h1>'));
    const client = createClient({ baseUrl: 'http://elsewhere', fetch: page });
    expect(await failure(client.get('any'))).toMatchObject({ code: 'unexpected-answer', status: 200 });
  });
});
