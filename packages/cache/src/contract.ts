import { setTimeout as pause } from 'node:timers/promises';
import type { ByteStore } from './byte-store.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

/** What every ByteStore does, whatever it stands on. `open` gives an empty one. */
export function describeByteStore(name: string, open: () => ByteStore | Promise<ByteStore>): void {
  describe(`a ByteStore on ${name}`, () => {
    let store: ByteStore;
    beforeEach(async () => {
      store = await open();
    });

    const found = async (key: string) => [...((await store.get(key)) ?? [])];

    test('answers what was stored, byte for byte', async () => {
      const all = Uint8Array.from({ length: 512 }, (_, n) => n % 256);
      await store.set('k', all, 60);
      expect(await found('k')).toEqual([...all]);
    });

    test('stores a view of a larger buffer as what is seen through it', async () => {
      await store.set('k', bytes(1, 2, 3, 4, 5).subarray(1, 3), 60);
      expect(await found('k')).toEqual([2, 3]);
    });

    test('keeps nothing of what the caller does with its buffer afterwards', async () => {
      const mine = bytes(1, 2, 3);
      await store.set('k', mine, 60);
      mine.fill(9);
      expect(await found('k')).toEqual([1, 2, 3]);
    });

    test('does not know what was never stored', async () => {
      expect(await store.get('nothing')).toBeUndefined();
    });

    test('replaces what was there', async () => {
      await store.set('k', bytes(1), 60);
      await store.set('k', bytes(2), 60);
      expect(await found('k')).toEqual([2]);
    });

    test('forgets an entry after its time', async () => {
      await store.set('short', bytes(1), 1);
      await store.set('long', bytes(1), 60);
      expect(await store.get('short')).toBeDefined();
      await pause(1100);
      expect(await store.get('short')).toBeUndefined();
      expect(await store.delete(['short'])).toBe(0);
      expect(await store.get('long')).toBeDefined();
    });

    test('deletes the named keys and answers how many were there', async () => {
      await store.set('a', bytes(1), 60);
      await store.set('b', bytes(1), 60);
      await store.set('c', bytes(1), 60);
      expect(await store.delete(['a', 'b', 'nothing'])).toBe(2);
      expect(await store.delete([])).toBe(0);
      expect(await store.get('a')).toBeUndefined();
      expect(await store.get('c')).toBeDefined();
    });

    test('clears what starts with the prefix and nothing else, also with letters that patterns know', async () => {
      const prefix = 'a*[b]?\\:';
      const inside = [`${prefix}1`, `${prefix}2`];
      const outside = ['a:1', 'aXb1:1', 'a*[b]?x:1', `x${prefix}1`, 'axxbx\\:1'];
      for (const key of [...inside, ...outside]) await store.set(key, bytes(1), 60);
      expect(await store.clear(prefix)).toBe(2);
      for (const key of inside) expect(await store.get(key)).toBeUndefined();
      for (const key of outside) expect(await store.get(key)).toBeDefined();
    });

    test('clears thousands', async () => {
      await Promise.all(Array.from({ length: 2500 }, (_, n) => store.set(`many:${n}`, bytes(1), 60)));
      expect((await store.stats('many:')).entries).toBe(2500);
      expect(await store.clear('many:')).toBe(2500);
      expect((await store.stats('many:')).entries).toBe(0);
    });

    test('counts the entries of a prefix', async () => {
      await store.set('p:1', bytes(1), 60);
      await store.set('q:1', bytes(1), 60);
      const stats = await store.stats('p:');
      expect(stats.entries).toBe(1);
      expect(stats.bytes).toBeGreaterThan(0);
    });
  });
}
