import type { ReadyCritique } from '@jmj/core';
import { createCritiqueMemory } from './memory.ts';

const ready = (text: string, livesMs = 60_000): ReadyCritique => ({
  tail: Buffer.from(text),
  expiresAt: Date.now() + livesMs,
  shownBy: [],
  fromMemory: false,
});

function sureMemory(maxBytes?: number) {
  const memory = createCritiqueMemory(maxBytes === undefined ? {} : { maxBytes });
  memory.sure(true);
  return memory;
}

test('what was kept is given back, and says that it came from memory', () => {
  const memory = sureMemory();
  memory.keep('a', ready('x'), memory.ticket());
  expect(memory.get('a')).toMatchObject({ tail: Buffer.from('x'), fromMemory: true });
});

test('nothing is kept or given before the news can be heard', () => {
  const memory = createCritiqueMemory();
  memory.keep('a', ready('x'), memory.ticket());
  memory.sure(true);
  expect(memory.get('a')).toBeUndefined();
});

test('what was read before an erasure is not kept after it', () => {
  const memory = sureMemory();
  const ticket = memory.ticket();
  memory.drop(['b']);
  memory.keep('a', ready('x'), ticket);
  expect(memory.get('a')).toBeUndefined();
});

test('dropping takes what was named, clearing takes all', () => {
  const memory = sureMemory();
  for (const name of ['a', 'b', 'c']) memory.keep(name, ready(name), memory.ticket());
  memory.drop(['a']);
  expect(memory.get('a')).toBeUndefined();
  expect(memory.get('b')).toBeDefined();
  memory.clear();
  expect(memory.get('b')).toBeUndefined();
});

test('while the news cannot be heard, entries are given only to who takes unsure ones; after the silence none is left', () => {
  const memory = sureMemory();
  memory.keep('a', ready('x'), memory.ticket());
  memory.sure(false);
  expect(memory.get('a')).toBeUndefined();
  expect(memory.getUnsure('a')).toBeDefined();
  memory.sure(true);
  expect(memory.getUnsure('a')).toBeUndefined();
});

test('an entry is not given after its end', async () => {
  const memory = sureMemory();
  memory.keep('a', ready('x', 30), memory.ticket());
  expect(memory.get('a')).toBeDefined();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(memory.get('a')).toBeUndefined();
  expect(memory.getUnsure('a')).toBeUndefined();
});

test('it stays within its bytes, and forgets what was asked for least recently', () => {
  const memory = sureMemory(5000);
  for (let i = 0; i < 5; i++) memory.keep(`k${i}`, ready('y'.repeat(1000)), memory.ticket());
  expect([0, 1, 2, 3, 4].filter((i) => memory.get(`k${i}`))).toEqual([2, 3, 4]);
});
