import { createWrongKeys, type Origin } from './wrong-keys.ts';

const LIMIT = 5;
const from = (peer: string, forwardedFor?: string): Origin => ({ peer, forwardedFor });
const refusal = expect.objectContaining({ code: 'rate-limited', retryAfterMs: expect.any(Number) });

let time: number;
let keys: ReturnType<typeof createWrongKeys>;
beforeEach(() => {
  time = 1_000_000;
  keys = createWrongKeys(LIMIT, () => time);
});
const wrong = (origin: Origin, times = 1) => {
  for (let n = 0; n < times; n++) keys.look(origin, undefined);
};
const ATTACKER = from('192.0.2.1');

test('after so many wrong keys nobody from there gets further, with a right one either, until there is a token', () => {
  wrong(ATTACKER, LIMIT);
  expect(() => wrong(ATTACKER)).toThrow(refusal);
  expect(() => keys.look(ATTACKER, 'key')).toThrow(refusal);
  keys.look(from('192.0.2.2'), 'key');
  time += 60_000 / LIMIT;
  keys.look(ATTACKER, 'key');
  wrong(ATTACKER);
  expect(() => wrong(ATTACKER)).toThrow(refusal);
});

test('whose key was good from there before goes on, and with that key alone', () => {
  keys.look(ATTACKER, 'good');
  wrong(ATTACKER, LIMIT);
  keys.look(ATTACKER, 'good');
  expect(() => keys.look(ATTACKER, 'other')).toThrow(refusal);
});

test('behind a proxy each address counts for itself, as the proxy has seen it', () => {
  const proxy = '10.0.0.1';
  wrong(from(proxy, '198.51.100.1, 192.0.2.1'), LIMIT);
  expect(() => wrong(from(proxy, '198.51.100.2, 192.0.2.1'))).toThrow(refusal);
  keys.look(from(proxy, '192.0.2.2'), 'key');
});

test('addresses that are made up lead no further than ten times as far, and to nobody whose key is good', () => {
  keys.look(from('10.0.0.1', '203.0.113.9'), 'good');
  for (let n = 0; n < LIMIT * 10; n++) wrong(from('192.0.2.1', `198.51.100.${n}`));
  expect(() => wrong(from('192.0.2.1', '198.51.101.1'))).toThrow(refusal);
  expect(() => keys.look(from('192.0.2.1', '203.0.113.9'), 'good')).toThrow(refusal);
  keys.look(from('10.0.0.1', '203.0.113.9'), 'good');
});

test('an IPv6 network is one address, an IPv4 address in IPv6 is itself', () => {
  for (let n = 0; n < LIMIT; n++) wrong(from(`2001:db8:1:2:${n}::1`));
  expect(() => wrong(from('2001:db8:1:2::99'))).toThrow(refusal);
  wrong(from('2001:db8:1:3::99'));
  wrong(from('::ffff:192.0.2.7'), LIMIT);
  expect(() => wrong(from('192.0.2.7'))).toThrow(refusal);
  wrong(from('::ffff:192.0.2.8'));
});
