/** A day or a month, UTC. */
export interface Period {
  kind: 'day' | 'month';
  /** `20261123` or `202611`. */
  name: string;
  /** ms since 1970 */
  startsAt: number;
  endsAt: number;
}

const digits = (at: number, count: number): string =>
  new Date(at).toISOString().slice(0, 10).replaceAll('-', '').slice(0, count);

export function dayOf(at: number): Period {
  const day = new Date(at);
  const start = (days: number) => Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + days);
  return { kind: 'day', name: digits(at, 8), startsAt: start(0), endsAt: start(1) };
}

export function monthOf(at: number): Period {
  const day = new Date(at);
  const start = (months: number) => Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1);
  return { kind: 'month', name: digits(at, 6), startsAt: start(0), endsAt: start(1) };
}

/** The days of a month written `YYYY-MM`, in order. */
export function daysOf(month: string): Period[] {
  const { startsAt, endsAt } = monthOf(Date.parse(`${month}-01T00:00:00Z`));
  const days: Period[] = [];
  for (let at = startsAt; at < endsAt; at = dayOf(at).endsAt) days.push(dayOf(at));
  return days;
}
