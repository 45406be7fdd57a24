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

describe('a packed tail', () => {
  const text = 'la lumière '.repeat(200);

  test('is made once, kept with its entry, and gone with it', () => {
    const memory = sureMemory();
    memory.keep('a', ready(text), memory.ticket());
    const packed = memory.get('a')?.packed?.();
    expect(packed).toMatchObject({ length: Buffer.byteLength(text) });
    expect(memory.get('a')?.packed?.()).toBe(packed);
    memory.drop(['a']);
    expect(memory.get('a')).toBeUndefined();
  });

  test('does not bring back what was erased before it was asked for', () => {
    const memory = sureMemory();
    memory.keep('a', ready(text), memory.ticket());
    const held = memory.get('a');
    memory.drop(['a']);
    held?.packed?.();
    expect(memory.getUnsure('a')).toBeUndefined();
  });

  test('takes room: with it others have to go', () => {
    const one = Buffer.byteLength(text) + 1 + 400;
    const memory = sureMemory(2 * one + 10);
    for (const name of ['a', 'b']) memory.keep(name, ready(text), memory.ticket());
    expect(memory.get('a')).toBeDefined();
    memory.get('b')?.packed?.();
    expect(memory.get('a')).toBeUndefined();
    expect(memory.get('b')).toBeDefined();
  });

  test('gives its entry no more time', async () => {
    const memory = createCritiqueMemory({ maxAgeMs: 60 });
    memory.sure(true);
    memory.keep('a', ready(text), memory.ticket());
    await new Promise((resolve) => setTimeout(resolve, 40));
    memory.get('a')?.packed?.();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(memory.get('a')).toBeUndefined();
  });
});
