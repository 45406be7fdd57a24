import { createSessions } from './session.ts';

const HOUR_MS = 3_600_000;
const KEYS = { admin: 'the admin key', reader: 'the reader key' };

function at(start: number) {
  const clock = { now: start };
  return { clock, sessions: createSessions(KEYS, () => clock.now) };
}

test('a key opens a session of its role, and nothing else does', () => {
  const { sessions } = at(0);
  expect(sessions.roleOf(sessions.open(KEYS.admin))).toBe('admin');
  expect(sessions.roleOf(sessions.open(KEYS.reader))).toBe('reader');
  expect([sessions.roleOfKey(KEYS.admin), sessions.roleOfKey(KEYS.reader)]).toEqual(['admin', 'reader']);
  for (const wrong of ['', 'the admin', 'the admin key ', 'THE ADMIN KEY', 'undefined']) {
    expect(sessions.open(wrong)).toBeUndefined();
    expect(sessions.roleOfKey(wrong)).toBeUndefined();
  }
  expect(sessions.roleOfKey(undefined)).toBeUndefined();
  const { reader: _none, ...alone } = KEYS;
  expect(createSessions(alone).open('undefined')).toBeUndefined();
});

test('a session ends after twelve hours', () => {
  const { clock, sessions } = at(1_700_000_000_000);
  const session = sessions.open(KEYS.admin);
  clock.now += 12 * HOUR_MS - 1;
  expect(sessions.roleOf(session)).toBe('admin');
  clock.now += 1;
  expect(sessions.roleOf(session)).toBeUndefined();
  expect(sessions.maxAgeSeconds * 1000).toBe(12 * HOUR_MS);
});

test('a session cannot be forged, prolonged, or carried over to another key', () => {
  const { sessions } = at(0);
  const session = sessions.open(KEYS.admin) ?? '';
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
  for (const it of forged) expect(sessions.roleOf(it)).toBeUndefined();
  expect(
    sessions.roleOf(createSessions({ admin: 'another key' }, () => 0).open('another key')),
  ).toBeUndefined();
});

test('a new reader key ends the sessions of the old one, and those of the admin go on', () => {
  const { sessions } = at(0);
  const renewed = createSessions({ ...KEYS, reader: 'another key' }, () => 0);
  expect(renewed.roleOf(sessions.open(KEYS.reader))).toBeUndefined();
  expect(renewed.roleOf(sessions.open(KEYS.admin))).toBe('admin');
});

test('a token belongs to one session', () => {
  const { clock, sessions } = at(0);
  const session = sessions.open(KEYS.admin) ?? '';
  clock.now += 1;
  const other = sessions.open(KEYS.admin) ?? '';
  expect(sessions.isTokenOf(session, sessions.tokenOf(session))).toBe(true);
  for (const wrong of [sessions.tokenOf(other), session, '', undefined, ['x']])
    expect(sessions.isTokenOf(session, wrong)).toBe(false);
});
