import { someJob } from './fixtures/bench.ts';
import { type Backlog, createLiveness } from './liveness.ts';

const STALL_MS = 1000;

/** A worker of two slots, with a clock and a queue that tests set. */
function start() {
  let at = 0;
  let backlog: Backlog = 0;
  const liveness = createLiveness({
    concurrency: 2,
    stallMs: STALL_MS,
    patientMs: 10_000,
    backlog: async () => backlog,
    now: () => at,
  });
  return {
    liveness,
    /** So much later, with so many waiting when it is looked. */
    async later(ms: number, waiting: Backlog) {
      at += ms;
      backlog = waiting;
      await liveness.look();
      return liveness.stalledMs();
    },
  };
}

test('a worker without work is alive, however long; also at the moment when work comes', async () => {
  const { later } = start();
  expect(await later(1_000_000, 0)).toBe(0);
  expect(await later(1, 5)).toBe(0);
});

test('it is not when jobs wait and nothing moves for too long, and is again when something does', async () => {
  const { liveness, later } = start();
  await later(0, 5);
  expect(await later(STALL_MS, 5)).toBe(0);
  expect(await later(1, 5)).toBe(STALL_MS + 1);
  liveness.taken('1', someJob());
  expect(liveness.stalledMs()).toBe(0);
  expect(await later(STALL_MS + 1, 5)).toBe(STALL_MS + 1);
  liveness.moved('1');
  expect(liveness.stalledMs()).toBe(0);
  await later(STALL_MS + 1, 5);
  liveness.ended('1', 'done');
  expect(liveness.stalledMs()).toBe(0);
});

test('what was heard last holds while Redis is silent', async () => {
  const { later } = start();
  await later(0, 5);
  expect(await later(STALL_MS + 1, 'silent')).toBe(STALL_MS + 1);
  expect(await later(100_000, 5)).toBe(0); // it has only just come back
  expect(await later(STALL_MS + 1, 5)).toBe(STALL_MS + 1);
  const { later: idle } = start();
  await idle(0, 0);
  expect(await idle(STALL_MS + 1, 'silent')).toBe(0);
});

test('nothing is asked of a worker without a Redis, and its clock begins anew when there is one', async () => {
  const { later } = start();
  await later(0, 5);
  expect(await later(100_000, 'away')).toBe(0);
  expect(await later(100_000, 5)).toBe(0);
  expect(await later(STALL_MS + 1, 5)).toBe(STALL_MS + 1);
});

test('a worker whose slots are full may wait longer for a call that nobody is in a hurry for', async () => {
  const { liveness, later } = start();
  await later(0, 5);
  liveness.taken('1', { ...someJob(), priority: 'economy' });
  liveness.taken('2', someJob());
  expect(await later(9000, 5)).toBe(0);
  expect(await later(2000, 5)).toBe(11_000);
});
