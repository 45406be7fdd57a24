/** A value's place between the foot (0) and the head (1) of a chart. */
export interface Scale {
  place(value: number): number;
  ticks: number[];
}

const ROUND = [1, 2, 2.5, 5, 10];

/** From 0 to a round number that is not below `highest`, in `parts` at most. */
export function linearScale(highest: number, parts = 4): Scale {
  const rough = (highest > 0 ? highest : 1) / parts;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (ROUND.find((it) => it * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const count = Math.max(1, Math.ceil((highest > 0 ? highest : 1) / step - 1e-9));
  const top = count * step;
  return {
    place: (value) => Math.min(1, Math.max(0, value / top)),
    ticks: Array.from({ length: count + 1 }, (_, n) => n * step),
  };
}

/** Whole powers of ten around the values, for what spans milliseconds to seconds. */
export function logScale(values: number[]): Scale {
  const positive = values.filter((it) => it > 0);
  const low = Math.floor(Math.log10(Math.min(...positive, 100)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...positive, 1)) - 1e-9));
  return {
    place: (value) => (value <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(value) - low) / (high - low)))),
    ticks: Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n)),
  };
}

/**
 * Round moments of the viewer's clock within a stretch of time, `everyHours` apart.
 * @param offsetMs how far that clock is ahead of UTC
 */
export function timeTicks(from: number, to: number, everyHours: number, offsetMs: number): number[] {
  const step = everyHours * 3_600_000;
  const first = Math.ceil((from + offsetMs) / step) * step - offsetMs;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, n) => first + n * step);
}
