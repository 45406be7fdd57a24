import type { StatsPoint } from '@jmj/contracts';
import { groupPoints } from './group.ts';

const HOUR_MS = 3_600_000;

const point = (at: string, given: Partial<StatsPoint> = {}): StatsPoint => ({
  at,
  hits: 0,
  twins: 0,
  misses: 0,
  collapsed: 0,
  rate: null,
  completed: 0,
  failed: 0,
  hitMs: null,
  missMs: null,
  paidUsd: 0,
  savedUsd: 0,
  ...given,
});

test('points of one stretch are added up, and the hit rate is told anew', () => {
  const groups = groupPoints(
    [
      point('2026-11-23T08:00:00Z', { hits: 3, twins: 1, misses: 1, rate: 0.75, paidUsd: 0.5 }),
      point('2026-11-23T08:30:00Z', { hits: 1, misses: 2, collapsed: 2, rate: 0.2, savedUsd: 2 }),
      point('2026-11-23T09:00:00Z', { misses: 1, rate: 0 }),
    ],
    HOUR_MS,
    0,
  );
  expect(groups).toMatchObject([
    { at: Date.parse('2026-11-23T08:00:00Z'), exact: 3, twins: 1, misses: 3, joined: 2, asked: 9 },
    { at: Date.parse('2026-11-23T09:00:00Z'), exact: 0, misses: 1, rate: 0 },
  ]);
  expect(groups[0]).toMatchObject({ rate: 4 / 9, paidUsd: 0.5, savedUsd: 2 });
});

test('where nobody asked, nothing is told, and the place is kept', () => {
  const [empty] = groupPoints([point('2026-11-23T08:00:00Z')], HOUR_MS, 0);
  expect(empty).toMatchObject({ asked: 0, rate: null, hitMs: null, missMs: null });
});

test('answer times weigh as much as there were answers', () => {
  const [group] = groupPoints(
    [
      point('2026-11-23T08:00:00Z', { hits: 9, hitMs: 2, misses: 1, missMs: 4000 }),
      point('2026-11-23T08:05:00Z', { hits: 1, hitMs: 12, misses: 3, missMs: 2000 }),
    ],
    HOUR_MS,
    0,
  );
  expect(group?.hitMs).toBeCloseTo(3);
  expect(group?.missMs).toBeCloseTo(2500);
});

test('stretches begin on round hours of the clock of whoever looks', () => {
  const india = 5.5 * HOUR_MS;
  const points = ['18:00', '18:25', '18:30', '21:29', '21:30'].map((it) => point(`2026-11-23T${it}:00Z`));
  const starts = groupPoints(points, 3 * HOUR_MS, india).map(({ at }) => new Date(at).toISOString());
  expect(starts).toEqual([
    '2026-11-23T15:30:00.000Z',
    '2026-11-23T18:30:00.000Z',
    '2026-11-23T21:30:00.000Z',
  ]);
});
