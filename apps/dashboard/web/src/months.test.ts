import { daysOf, monthAfter } from './months.ts';

test('months follow each other over the years', () => {
  expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1), monthAfter('2026-11', 0)]).toEqual([
    '2027-01',
    '2025-12',
    '2026-11',
  ]);
});

test('a month has its days, up to today; of one that has just begun a week is drawn', () => {
  expect(daysOf('2024-02', '2024-03-05')).toHaveLength(29);
  expect(daysOf('2026-11', '2026-11-23').at(-1)?.day).toBe('2026-11-23');
  expect(daysOf('2026-11', '2026-11-02')).toHaveLength(7);
});
