import { type Scale, timeTicks } from './scale.ts';

/** What a series means, and so its colour. */
export type Ink = 'hit' | 'twin' | 'joined' | 'miss';

export interface Series {
  name: string;
  ink: Ink;
  /** One for each group; null where there is nothing to tell. */
  values: (number | null)[];
}

export const HEIGHT = 196;
const MARGIN = { top: 12, right: 10, bottom: 24 };
/** Times that fit on an axis of days; half as many where it is narrow. */
const MOST_DAYS = 8;
/** Narrower than this, half of the times are left out, px. */
const NARROW = 420;
const HOUR_MS = 3_600_000;

/** Where things stand on a chart, px. */
export interface Frame {
  width: number;
  left: number;
  right: number;
  foot: number;
  head: number;
  x(at: number): number;
  y(value: number): number;
  /** Which group is under a place. */
  groupAt(x: number): number;
  yTicks: number[];
  xTicks: number[];
}

/** How far the viewer's clock is ahead of UTC, ms. */
export const clockOffset = (at: number): number => -new Date(at).getTimezoneOffset() * 60_000;

export function createFrame(given: {
  width: number;
  left: number;
  starts: number[];
  stepMs: number;
  scale: Scale;
}): Frame {
  const { width, left, starts, stepMs, scale } = given;
  const from = starts[0] ?? 0;
  const to = (starts.at(-1) ?? 0) + stepMs;
  const right = width - MARGIN.right;
  const foot = HEIGHT - MARGIN.bottom;
  const head = MARGIN.top;
  const isWeek = to - from > 48 * HOUR_MS;
  const everyHours = isWeek ? 24 : width < NARROW ? 6 : 4;
  const everyNth = Math.ceil((to - from) / (24 * HOUR_MS) / (width < NARROW ? MOST_DAYS / 2 : MOST_DAYS));
  const ticks = timeTicks(from, to, everyHours, clockOffset(to));
  return {
    width,
    left,
    right,
    foot,
    head,
    x: (at) => left + ((at - from) / (to - from)) * (right - left),
    y: (value) => foot - scale.place(value) * (foot - head),
    groupAt(x) {
      const n = Math.floor(((x - left) / (right - left)) * starts.length);
      return Math.min(starts.length - 1, Math.max(0, n));
    },
    yTicks: scale.ticks,
    xTicks: isWeek ? ticks.filter((_, n) => n % everyNth === 0) : ticks,
  };
}
