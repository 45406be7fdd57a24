import { createHash, randomBytes } from 'node:crypto';
import type { PhotoStore } from '@jmj/core';

export interface StoreSettings {
  maxBytes?: number;
  ttlSeconds?: number;
}

export function somePhoto(size = 1000): { sha256: string; bytes: Buffer } {
  const bytes = randomBytes(size);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const full = { name: 'Failure', code: 'photo-store-full', retryable: true };

/** What every `PhotoStore` must do. `createStore` gives an empty one. */
export function describePhotoStore(name: string, createStore: (settings: StoreSettings) => PhotoStore): void {
  describe(`${name}: what every photo store does`, () => {
    test('gives back the very bytes that were put', async () => {
      const store = createStore({});
      const photo = somePhoto(300_000);
      await store.put(photo, 'one');
      expect(photo.bytes.equals((await store.get(photo.sha256)) ?? Buffer.alloc(0))).toBe(true);
    });

    test('takes a view into a larger buffer for what it is', async () => {
      const store = createStore({});
      const { sha256, bytes } = somePhoto(100);
      await store.put({ sha256, bytes: new Uint8Array(bytes).subarray(10, 20) }, 'one');
      expect(Buffer.from((await store.get(sha256)) ?? [])).toEqual(bytes.subarray(10, 20));
    });

    test('knows nothing of a photo that was never put', async () => {
      const store = createStore({});
      expect(await store.get(somePhoto().sha256)).toBeUndefined();
      expect(await store.release(somePhoto().sha256, 'one')).toBe(false);
    });

    test('keeps a photo until its last holder lets go', async () => {
      const store = createStore({});
      const photo = somePhoto();
      await store.put(photo, 'one');
      await store.put(photo, 'two');
      await store.release(photo.sha256, 'one');
      await store.release(photo.sha256, 'one');
      await store.release(photo.sha256, 'stranger');
      expect(await store.get(photo.sha256)).toBeDefined();
      expect(await store.release(photo.sha256, 'two')).toBe(true);
      expect(await store.get(photo.sha256)).toBeUndefined();
    });

    test('keeps a photo that is there for another holder, and tells of one that is not', async () => {
      const store = createStore({});
      const photo = somePhoto();
      await store.put(photo, 'one');
      expect(await store.keep(photo.sha256, 'two')).toBe(true);
      await store.release(photo.sha256, 'one');
      expect(await store.get(photo.sha256)).toBeDefined();
      await store.release(photo.sha256, 'two');
      expect(await store.keep(photo.sha256, 'two')).toBe(false);
      expect(await store.get(photo.sha256)).toBeUndefined();
    });

    test('keeps a photo for longer without another holder: it goes with those it has', async () => {
      const store = createStore({ ttlSeconds: 0.4 });
      const photo = somePhoto();
      await store.put(photo, 'one');
      for (let n = 0; n < 4; n++) {
        await pause(150);
        expect(await store.keep(photo.sha256)).toBe(true);
      }
      expect(await store.release(photo.sha256, 'one')).toBe(true);
      expect(await store.keep(photo.sha256)).toBe(false);
    });

    test('a holder that puts twice lets go once', async () => {
      const store = createStore({});
      const photo = somePhoto();
      await store.put(photo, 'one');
      await store.put(photo, 'one');
      await store.release(photo.sha256, 'one');
      expect(await store.get(photo.sha256)).toBeUndefined();
    });

    test('refuses what would go over the budget, writes nothing of it, and says when to come back', async () => {
      const store = createStore({ maxBytes: 2500 });
      const [first, second, third] = [somePhoto(), somePhoto(), somePhoto()];
      await store.put(first, 'one');
      await store.put(second, 'two');
      await expect(store.put(third, 'three')).rejects.toMatchObject({
        ...full,
        retryAfterMs: expect.any(Number),
      });
      expect(await store.get(third.sha256)).toBeUndefined();

      await store.release(first.sha256, 'one');
      await store.put(third, 'three');
      expect(await store.get(third.sha256)).toBeDefined();
    });

    test('takes exactly the budget, and another holder of a photo when it is full', async () => {
      const store = createStore({ maxBytes: 1000 });
      const photo = somePhoto(1000);
      await store.put(photo, 'one');
      await store.put(photo, 'two');
      await expect(store.put(somePhoto(1), 'three')).rejects.toMatchObject(full);
    });

    test('many puts at once never go over the budget', async () => {
      const store = createStore({ maxBytes: 10_500 });
      const photos = Array.from({ length: 40 }, () => somePhoto());
      const results = await Promise.allSettled(photos.map((it) => store.put(it, 'one')));
      expect(results.filter((it) => it.status === 'fulfilled')).toHaveLength(10);
      const kept = await Promise.all(photos.map((it) => store.get(it.sha256)));
      expect(kept.filter((it) => it !== undefined)).toHaveLength(10);
    });

    test('many puts of one photo at once count it once', async () => {
      const store = createStore({ maxBytes: 1500 });
      const photo = somePhoto();
      const holders = Array.from({ length: 50 }, (_, at) => `holder ${at}`);
      await Promise.all(holders.map((it) => store.put(photo, it)));
      await Promise.all(holders.map((it) => store.release(photo.sha256, it)));
      expect(await store.get(photo.sha256)).toBeUndefined();
      await store.put(somePhoto(1500), 'one');
    });

    test('forgets a photo after its time, and its bytes come free', async () => {
      const store = createStore({ maxBytes: 1000, ttlSeconds: 0.1 });
      const photo = somePhoto();
      await store.put(photo, 'one');
      await pause(200);
      expect(await store.get(photo.sha256)).toBeUndefined();
      await pause(1000);
      await expect(store.put(somePhoto(), 'two')).resolves.toBeUndefined();
    });
  });
}
