import { CRITIQUE_KEY_PREFIX, createMemoryStore } from '@jmj/cache';
import { createOccupancy } from './occupancy.ts';

const MINUTE_MS = 60_000;

function counting() {
  const clock = { now: 0 };
  const store = createMemoryStore(1e6);
  const put = (name: string) => store.set(CRITIQUE_KEY_PREFIX + name, Buffer.from('critique'), 600);
  return { clock, put, reader: createOccupancy({ store, occupancy: undefined }, () => clock.now) };
}

test('an account is believed', async () => {
  const held = { entries: 7, bytes: 900, maxBytes: 1000 };
  const reader = createOccupancy({ store: createMemoryStore(1e6), occupancy: async () => held });
  expect(await reader.read()).toEqual(held);
});

test('without one it is counted, once a minute at most', async () => {
  const { clock, put, reader } = counting();
  expect(await reader.read()).toEqual({ entries: 0, bytes: 0 });
  await put('a');
  clock.now += MINUTE_MS - 1;
  expect(await reader.read()).toMatchObject({ entries: 0 });
  clock.now += 1;
  expect(await reader.read()).toMatchObject({ entries: 1 });
});

test('what was counted is forgotten when something was removed', async () => {
  const { put, reader } = counting();
  await reader.read();
  await put('a');
  reader.forget();
  expect(await reader.read()).toMatchObject({ entries: 1 });
});
