import { createReleasers } from './releasers.ts';

test('closes one after the other, the last first, each once', async () => {
  const log: string[] = [];
  const releasers = createReleasers();
  for (const name of ['a', 'b', 'c']) {
    releasers.push(name, async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    });
  }
  await releasers.release();
  await releasers.release();
  expect(log).toEqual(['c begins', 'c ends', 'b begins', 'b ends', 'a begins', 'a ends']);
});

test('one that fails does not stop the rest, and is told by name', async () => {
  const closed: string[] = [];
  const told: [string, unknown][] = [];
  const releasers = createReleasers();
  releasers.push('a', () => closed.push('a'));
  releasers.push('b', () => Promise.reject(new Error('later')));
  releasers.push('c', () => {
    throw new Error('at once');
  });
  await releasers.release((name, error) => told.push([name, error]));
  expect(closed).toEqual(['a']);
  expect(told).toEqual([
    ['c', new Error('at once')],
    ['b', new Error('later')],
  ]);
});

test('what is opened while it closes is closed too', async () => {
  const closed: string[] = [];
  const releasers = createReleasers();
  releasers.push('a', () => releasers.push('late', () => closed.push('late')));
  await releasers.release();
  expect(closed).toEqual(['late']);
});
