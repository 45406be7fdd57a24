import type { StatsPoint } from '@jmj/contracts';

/** Points of a series taken together: what one bar, or one joint of a line, stands for. */
export interface Group {
  /** When it begins, ms since 1970. */
  at: number;
  /** Found as asked, in Redis or in memory. */
  exact: number;
  twins: number;
  joined: number;
  misses: number;
  asked: number;
  rate: number | null;
  hitMs: number | null;
  missMs: number | null;
  paidUsd: number;
  savedUsd: number;
}

interface Mean {
  sum: number;
  weight: number;
}

/** A mean of means. What is averaged was counted elsewhere: whoever answered weighs at least one. */
function weigh(mean: Mean, value: number | null, weight: number): void {
  if (value === null) return;
  mean.sum += value * Math.max(1, weight);
  mean.weight += Math.max(1, weight);
}

const told = ({ sum, weight }: Mean): number | null => (weight > 0 ? sum / weight : null);

function together(at: number, points: StatsPoint[]): Group {
  const total = { hits: 0, twins: 0, misses: 0, collapsed: 0, paidUsd: 0, savedUsd: 0 };
  const hitTime: Mean = { sum: 0, weight: 0 };
  const missTime: Mean = { sum: 0, weight: 0 };
  for (const point of points) {
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += point[name];
    weigh(hitTime, point.hitMs, point.hits - point.twins);
    // A twin is found by a worker: who asked for it waited as for a miss.
    weigh(missTime, point.missMs, point.misses + point.twins);
  }
  const { hits, twins, misses, collapsed, paidUsd, savedUsd } = total;
  const asked = hits + misses + collapsed;
  return {
    at,
    exact: hits - twins,
    twins,
    joined: collapsed,
    misses,
    asked,
    rate: asked > 0 ? hits / asked : null,
    hitMs: told(hitTime),
    missMs: told(missTime),
    paidUsd,
    savedUsd,
  };
}

/**
 * Cuts a series into stretches of `stepMs`, oldest first, empty ones included.
 * @param offsetMs how far the viewer's clock is ahead of UTC: stretches begin on round hours of that clock
 */
export function groupPoints(points: StatsPoint[], stepMs: number, offsetMs: number): Group[] {
  const groups = new Map<number, StatsPoint[]>();
  for (const point of points) {
    const at = Math.floor((Date.parse(point.at) + offsetMs) / stepMs) * stepMs - offsetMs;
    groups.set(at, [...(groups.get(at) ?? []), point]);
  }
  return [...groups].map(([at, members]) => together(at, members));
}
