import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from './logger.ts';
import { createQuietWarn } from './quiet-warn.ts';

let lines: Record<string, unknown>[];
beforeEach(() => {
  lines = [];
});
const quiet = (everyMs: number) =>
  createQuietWarn(
    createLogger({ service: 'api', level: 'info' }, { write: (text) => void lines.push(JSON.parse(text)) }),
    { everyMs },
  );
const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test('the first error is told at once, in one line without a stack; the same again is kept back', () => {
  const onError = quiet(60_000)('redis', { role: 'queue' });
  for (let n = 0; n < 100; n++) onError(refused());
  expect(lines).toEqual([
    expect.objectContaining({
      msg: 'redis',
      role: 'queue',
      code: 'ECONNREFUSED',
      reason: 'connect ECONNREFUSED',
    }),
  ]);
  expect(JSON.stringify(lines)).not.toContain('quiet-warn.test');
});

test('after a while it is told again, with how many were kept back', async () => {
  const onError = quiet(30)('redis');
  for (let n = 0; n < 4; n++) onError(refused());
  await pause(40);
  onError(refused());
  expect(lines.map(({ keptBack }) => keptBack)).toEqual([undefined, 3]);
});

test('others are not kept back by it; two connections of one role share their line', () => {
  const warn = quiet(60_000);
  for (const role of ['queue', 'cache', 'cache']) warn('redis', { role })(refused());
  warn('events')('odd');
  expect(lines.map(({ msg, role }) => [msg, role])).toEqual([
    ['redis', 'queue'],
    ['redis', 'cache'],
    ['events', undefined],
  ]);
  expect(lines.at(-1)).toMatchObject({ reason: 'odd' });
});

test('of several addresses that refused it tells the code', () => {
  const several = Object.assign(new AggregateError([refused(), refused()]), { code: 'ECONNREFUSED' });
  quiet(60_000)('redis')(several);
  expect(lines[0]).toMatchObject({ code: 'ECONNREFUSED' });
  expect(lines[0]).not.toHaveProperty('reason');
});
