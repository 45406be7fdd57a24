import { createFormat, localeOf } from './formatting.ts';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const en = createFormat('en-GB', 'Europe/Paris');
const fr = createFormat('fr-FR', 'Europe/Paris');

test('figures are written as the language writes them', () => {
  const told = ({ count, percent, dollars, bytes, duration }: typeof en) =>
    [count(15_233), percent(0.7412), dollars(1234.5), dollars(39.571), bytes(67_108_864), duration(5230)].map(
      plain,
    );
  expect(told(en)).toEqual(['15,233', '74.1%', '$1,235', '$39.57', '67.1 MB', '5.2 s']);
  expect(told(fr)).toEqual(['15 233', '74,1 %', '1 235 $', '39,57 $', '67,1 Mo', '5,2 s']);
});

test('small amounts keep what there is of them', () => {
  expect([0, 0.0021, 0.25, 1.5].map((usd) => en.dollars(usd))).toEqual(['$0', '$0.0021', '$0.25', '$1.50']);
  expect([0.314, 2.04, 48.4].map((ms) => plain(en.duration(ms)))).toEqual(['0.31 ms', '2 ms', '48 ms']);
  expect([0, 999, 1000, 123_456_789].map((it) => plain(en.bytes(it)))).toEqual([
    '0 byte',
    '999 byte',
    '1 kB',
    '123 MB',
  ]);
});

test('times are told in the zone of whoever looks', () => {
  const at = Date.parse('2026-11-23T23:30:00Z');
  expect(en.clock(at)).toBe('00:30');
  expect(createFormat('en-GB', 'UTC').clock(at)).toBe('23:30');
});

test('a language takes the kind of it that the browser asks for', () => {
  expect(localeOf('en', ['fr-CH', 'en-AU'])).toBe('en-AU');
  expect(localeOf('fr', ['de-DE'])).toBe('fr');
});
