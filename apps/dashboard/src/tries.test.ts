import { createTries } from './tries.ts';

function at(start: number) {
  const clock = { now: start };
  return { clock, tries: createTries(() => clock.now) };
}

const fail = (tries: ReturnType<typeof createTries>, times: number, address = 'a') => {
  for (let n = 0; n < times; n++) tries.failed(address);
};

test('ten wrong keys in five minutes are enough from one address; others may go on', () => {
  const { clock, tries } = at(0);
  fail(tries, 9);
  expect(tries.waitFor('a')).toBe(0);
  fail(tries, 1);
  expect([tries.waitFor('a'), tries.waitFor('b')]).toEqual([300, 0]);
  clock.now = 299_001;
  expect(tries.waitFor('a')).toBe(1);
  clock.now = 300_000;
  expect(tries.waitFor('a')).toBe(0);
});

test('a hundred are enough from all addresses together', () => {
  const { clock, tries } = at(0);
  for (let n = 0; n < 100; n++) {
    expect(tries.waitFor(`new-${n}`)).toBe(0);
    tries.failed(`new-${n}`);
  }
  expect(tries.waitFor('somebody else')).toBe(300);
  clock.now = 300_000;
  expect(tries.waitFor('somebody else')).toBe(0);
});

test('whoever knows the key begins anew', () => {
  const { tries } = at(0);
  fail(tries, 9);
  tries.succeeded('a');
  fail(tries, 9);
  expect(tries.waitFor('a')).toBe(0);
});
