import { createSessions } from './session.ts';

const HOUR_MS = 3_600_000;

function at(start: number) {
  const clock = { now: start };
  return { clock, sessions: createSessions('the admin key', () => clock.now) };
}

test('the admin key opens a session, and nothing else does', () => {
  const { sessions } = at(0);
  expect(sessions.isOpen(sessions.open('the admin key'))).toBe(true);
  for (const wrong of ['', 'the admin', 'the admin key ', 'THE ADMIN KEY']) {
    expect(sessions.open(wrong)).toBeUndefined();
    expect(sessions.isAdminKey(wrong)).toBe(false);
  }
  expect(sessions.isAdminKey(undefined)).toBe(false);
});

test('a session ends after twelve hours', () => {
  const { clock, sessions } = at(1_700_000_000_000);
  const session = sessions.open('the admin key');
  clock.now += 12 * HOUR_MS - 1;
  expect(sessions.isOpen(session)).toBe(true);
  clock.now += 1;
  expect(sessions.isOpen(session)).toBe(false);
  expect(sessions.maxAgeSeconds * 1000).toBe(12 * HOUR_MS);
});

test('a session cannot be forged, prolonged, or carried over to another key', () => {
  const { sessions } = at(0);
  const session = sessions.open('the admin key') ?? '';
  const [end = '', signature = ''] = session.split('.');
  const forged = [
    undefined,
    '',
    '.',
    end,
    `${end}.`,
    `.${signature}`,
    `${Number(end) + 1}.${signature}`,
    `${end}.${signature.slice(1)}`,
    `Infinity.${signature}`,
  ];
  for (const it of forged) expect(sessions.isOpen(it)).toBe(false);
  expect(sessions.isOpen(createSessions('another key', () => 0).open('another key'))).toBe(false);
});
