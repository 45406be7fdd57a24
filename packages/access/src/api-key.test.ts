import { digestOf, isWholeKey, makeApiKey, startOf } from './api-key.ts';

test('a key is a prefix, 256 bits and a checksum, in one word', () => {
  const keys = Array.from({ length: 2000 }, makeApiKey);
  for (const key of keys) {
    expect(key).toMatch(/^jmj_[0-9A-Za-z]{49}$/);
    expect(isWholeKey(key)).toBe(true);
  }
  expect(new Set(keys).size).toBe(keys.length);
  // Each digit of the secret takes many values: nothing of it is fixed.
  for (let n = 5; n < 47; n++) expect(new Set(keys.map((key) => key[n])).size).toBe(62);
});

test('one wrong character, one too few or one too many is noticed', () => {
  const key = makeApiKey();
  for (let n = 0; n < key.length; n++) {
    const wrong = key[n] === 'x' ? 'y' : 'x';
    expect(isWholeKey(key.slice(0, n) + wrong + key.slice(n + 1))).toBe(false);
    expect(isWholeKey(key.slice(0, n) + key.slice(n + 1))).toBe(false);
  }
  for (const other of ['', 'jmj_', `${key}0`, ` ${key}`, 'key-of-acme'])
    expect(isWholeKey(other)).toBe(false);
});

test('its start tells keys apart and leaves the rest unknown', () => {
  expect(startOf(makeApiKey())).toHaveLength(10);
});

test('its digest is SHA-256', () => {
  expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
