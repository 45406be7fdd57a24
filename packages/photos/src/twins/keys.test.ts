import { describeFile, scene } from './fixtures/scene.ts';
import { candidateKeys } from './keys.ts';

test('a picture is stored under four keys and looked for under thirty-two, the four among them', async () => {
  const { store, lookup } = candidateKeys(await describeFile(await scene()));
  expect(new Set(store).size).toBe(4);
  expect(new Set(lookup).size).toBe(32);
  expect(lookup).toEqual(expect.arrayContaining(store));
});

test('a small strongly compressed copy is looked for where the original was stored', async () => {
  const image = await scene();
  const small = await image.clone().resize(640).jpeg({ quality: 50 }).toBuffer();
  const { store } = candidateKeys(await describeFile(image));
  const { lookup } = candidateKeys(await describeFile(small));
  expect(store.filter((key) => lookup.includes(key)).length).toBeGreaterThan(0);
});

test('other pictures share no key', async () => {
  const [a, b] = [
    candidateKeys(await describeFile(await scene(1))),
    candidateKeys(await describeFile(await scene(2))),
  ];
  expect(a.lookup.filter((key) => b.store.includes(key))).toEqual([]);
});
