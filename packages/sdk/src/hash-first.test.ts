import { createHash } from 'node:crypto';
import { createPhotoHasher, MOST_HASHED_BYTES } from './hash.ts';
import { type Client, createClient } from './index.ts';
import { startService, type TestService } from './testing/service.ts';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 60 }, (_, i) => i)]);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Counts how often its bytes are read as a whole. */
class CountingBlob extends Blob {
  reads = 0;
  override arrayBuffer(): Promise<ArrayBuffer> {
    this.reads += 1;
    return super.arrayBuffer();
  }
}

let service: TestService;
let client: Client;
beforeEach(async () => {
  service = await startService();
  client = createClient({ baseUrl: service.url });
});
afterEach(() => service.close());

const requests = (): string[] =>
  service.received
    .filter((it) => it.method === 'POST')
    .map((it) => (it.photoBytes > 0 ? `photo of ${it.photoBytes}` : 'hash'));

/** Runs `work` as in a page that is not a secure context. */
async function insecurely<T>(work: () => Promise<T>): Promise<T> {
  const whole = Object.getOwnPropertyDescriptor(globalThis, 'crypto') as PropertyDescriptor;
  Object.defineProperty(globalThis, 'crypto', { configurable: true, value: {} });
  try {
    return await work();
  } finally {
    Object.defineProperty(globalThis, 'crypto', whole);
  }
}

describe('hash-first', () => {
  test('a known photo is answered without one byte of it, whoever asks', async () => {
    await client.analyze(JPEG);
    service.received.length = 0;
    const other = createClient({ baseUrl: service.url });
    let uploads = 0;
    const again = await other.analyze(new Blob([JPEG]), { onUpload: () => (uploads += 1) });
    expect(again).toMatchObject({ source: 'cache', photo: { sha256: sha256(JPEG), bytes: JPEG.length } });
    expect(requests()).toEqual(['hash']);
    expect(uploads).toBe(0);
  });

  test('an unknown photo is asked for by its hash, then uploaded once', async () => {
    let uploads = 0;
    await client.analyze(JPEG, { onUpload: () => (uploads += 1) });
    expect(requests()).toEqual(['hash', `photo of ${JPEG.length}`]);
    expect(uploads).toBe(1);
  });

  test('the hash is asked with every option of the photo', async () => {
    const asked = { tone: 'roast', language: 'it', photoType: 'night', userId: 'u/1' } as const;
    await client.analyze(JPEG, asked);
    const known = await client.submit(JPEG, asked);
    expect(known).toMatchObject({ status: 'completed', tone: 'roast', language: 'it', photoType: 'night' });
    expect(service.received.at(-1)?.json).toEqual({ sha256: sha256(JPEG), ...asked });
    expect((await client.submit(JPEG, { ...asked, tone: 'learning' })).status).toBe('queued');
  });

  test('it can be switched off', async () => {
    await client.analyze(JPEG, { hashFirst: false });
    await client.submit(JPEG, { hashFirst: false });
    expect(requests()).toEqual([`photo of ${JPEG.length}`, `photo of ${JPEG.length}`]);
  });

  test('a page without a secure context simply uploads', async () => {
    await insecurely(() => client.analyze(JPEG));
    expect(requests()).toEqual([`photo of ${JPEG.length}`]);
  });

  test.each(['not-implemented', 'invalid-request'] as const)(
    'an older service that answers %s to a hash is given the photo',
    async (code) => {
      service.faults.refuseHash = [{ code }];
      await client.analyze(JPEG);
      expect(requests()).toEqual(['hash', `photo of ${JPEG.length}`]);
    },
  );

  test('any other refusal of the hash is the answer, and the photo stays here', async () => {
    service.faults.refuseHash = [{ code: 'forbidden' }];
    await expect(client.analyze(JPEG)).rejects.toMatchObject({ code: 'forbidden' });
    service.faults.refuseHash = [{ code: 'queue-unavailable', retryAfter: '3600' }];
    await expect(client.analyze(JPEG)).rejects.toMatchObject({ code: 'queue-unavailable' });
    expect(requests()).toEqual(['hash', 'hash']);
  });

  test('a hash refused for a moment is asked again, and the photo still stays here', async () => {
    await client.analyze(JPEG);
    service.received.length = 0;
    service.faults.refuseHash = [{ code: 'queue-unavailable' }];
    expect(await client.submit(JPEG)).toMatchObject({ source: 'cache' });
    expect(requests()).toEqual(['hash', 'hash']);
  });

  test('an aborted call reads nothing and sends nothing', async () => {
    const reason = new Error('enough');
    const photo = new CountingBlob([JPEG]);
    await expect(client.analyze(photo, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(photo.reads).toBe(0);
    expect(service.received).toEqual([]);
  });

  test('one blob in three tones is read for its hash once', async () => {
    const photo = new CountingBlob([JPEG]);
    await Promise.all(['roast', 'professional'].map((tone) => client.submit(photo, { tone } as never)));
    await client.submit(photo, { tone: 'learning' });
    expect(photo.reads).toBe(1);
    expect(requests().filter((it) => it === 'hash')).toHaveLength(3);
  });

  test('a buffer that is filled anew is another photo', async () => {
    const buffer = JPEG.slice();
    const first = await client.analyze(buffer);
    buffer[buffer.length - 1] = 255;
    const second = await client.analyze(buffer);
    expect([first.photo?.sha256, second.photo?.sha256]).toEqual([sha256(JPEG), sha256(buffer)]);
    expect(second.source).toBe('openai');
  });
});

describe('a photo hash', () => {
  test('is the same for a blob, its bytes, and a view on a part of a buffer', async () => {
    const hash = createPhotoHasher();
    const view = new Uint8Array([0, ...JPEG, 0]).subarray(1, 1 + JPEG.length);
    const hashes = await Promise.all([new Blob([JPEG]), JPEG, JPEG.slice().buffer, view].map(hash));
    expect(new Set(hashes)).toEqual(new Set([sha256(JPEG)]));
  });

  test('is not made of more than fits into memory twice', async () => {
    const large = new CountingBlob([JPEG]);
    Object.defineProperty(large, 'size', { value: MOST_HASHED_BYTES + 1 });
    expect(await createPhotoHasher()(large)).toBeUndefined();
    expect(large.reads).toBe(0);
  });

  test('is left out, without an error, when the blob cannot be read', async () => {
    const gone = new Blob([JPEG]);
    gone.arrayBuffer = () => Promise.reject(new Error('moved'));
    expect(await createPhotoHasher()(gone)).toBeUndefined();
  });
});

test('asking by a hash alone answers what is known, and nothing when the photo would have to be sent', async () => {
  expect(await client.ask(sha256(JPEG), { tone: 'roast' })).toBeUndefined();
  await client.analyze(JPEG, { tone: 'roast' });
  service.received.length = 0;
  expect(await client.ask(sha256(JPEG), { tone: 'roast' })).toMatchObject({
    status: 'completed',
    tone: 'roast',
  });
  expect(await client.ask(sha256(JPEG), { tone: 'learning' })).toBeUndefined();
  expect(requests()).toEqual(['hash', 'hash']);
  await service.close();
  await expect(client.ask(sha256(JPEG), { signal: AbortSignal.timeout(200) })).rejects.toThrow();
});
