/** The means of 2×2 cells. */
export const coarser = (grid: Float32Array, columns: number): Float32Array => {
  const half = columns / 2;
  return Float32Array.from({ length: half * half }, (_, i) => {
    const at = 2 * Math.floor(i / half) * columns + 2 * (i % half);
    const v = (offset: number): number => grid[at + offset] ?? 0;
    return (v(0) + v(1) + v(columns) + v(columns + 1)) / 4;
  });
};

export const minus = (b: Float32Array, a: Float32Array): Float64Array => {
  const difference = new Float64Array(b.length);
  for (let i = 0; i < b.length; i += 1) difference[i] = (b[i] ?? 0) - (a[i] ?? 0);
  return difference;
};

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0;
  return sum / values.length;
};

/** The largest absolute value. */
export const largest = (values: ArrayLike<number>): number => {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) most = Math.max(most, Math.abs(values[i] ?? 0));
  return most;
};

/** Values looked at for a quantile. */
const SAMPLE = 4096;

/** The value that would be `at` this place if all were sorted (Hoare's selection); moves them about. */
const selected = (values: Float64Array, at: number): number => {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] ?? 0) < pivot) left += 1;
      while ((values[right] ?? 0) > pivot) right -= 1;
      if (left > right) break;
      const value = values[left] ?? 0;
      values[left] = values[right] ?? 0;
      values[right] = value;
      left += 1;
      right -= 1;
    }
    if (at <= right) high = right;
    else if (at >= left) low = left;
    else break;
  }
  return values[at] ?? 0;
};

/** The value that `part` of all values stay under, judged by an even sample of them. */
export const quantile = (values: Float64Array, part: number): number => {
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  const sample = new Float64Array(Math.ceil(values.length / step));
  for (let i = 0; i < sample.length; i += 1) sample[i] = values[i * step] ?? 0;
  return selected(sample, Math.min(sample.length - 1, Math.floor(part * sample.length)));
};

/** Of each value and its neighbours `step` before and after it, inside the grid: the largest of `highs`, the smallest of `lows`. */
const extremes = (highs: Float32Array, lows: Float32Array, step: number): [Float32Array, Float32Array] => {
  const [most, least] = [new Float32Array(highs), new Float32Array(lows)];
  for (let i = step; i < highs.length; i += 1) {
    const before = i - step;
    most[i] = Math.max(most[i] ?? 0, highs[before] ?? 0);
    least[i] = Math.min(least[i] ?? 0, lows[before] ?? 0);
    most[before] = Math.max(most[before] ?? 0, highs[i] ?? 0);
    least[before] = Math.min(least[before] ?? 0, lows[i] ?? 0);
  }
  return [most, least];
};

/**
 * Largest less smallest of a cell and its eight neighbours: what compression noise grows with. Cells of the left and
 * right border also look at the line before or after.
 */
const spread = (grid: Float32Array, columns: number): Float32Array => {
  const [highs, lows] = extremes(...extremes(grid, grid, 1), columns);
  for (let i = 0; i < highs.length; i += 1) highs[i] = (highs[i] ?? 0) - (lows[i] ?? 0);
  return highs;
};

/** The spread of the calmer of two pictures, cell by cell: what was added to one of them must not excuse itself. */
export const calmerSpread = (a: Float32Array, b: Float32Array, columns: number): Float32Array => {
  const calm = spread(a, columns);
  const other = spread(b, columns);
  for (let i = 0; i < calm.length; i += 1) calm[i] = Math.min(calm[i] ?? 0, other[i] ?? 0);
  return calm;
};

/** The means over rectangles of `across` × `down` cells, at every place where one fits that is `margin` cells from the border. */
export const windowMeans = (
  values: Float64Array,
  columns: number,
  across: number,
  margin: number,
  down = across,
): Float64Array => {
  const places = columns - 2 * margin - across + 1;
  const rows = columns - 2 * margin - down + 1;
  const lines = new Float64Array(columns * places);
  for (let row = 0; row < columns; row += 1) {
    let sum = 0;
    for (let column = margin; column < columns - margin; column += 1) {
      sum += values[row * columns + column] ?? 0;
      const place = column - margin - across + 1;
      if (place < 0) continue;
      lines[row * places + place] = sum;
      sum -= values[row * columns + column - across + 1] ?? 0;
    }
  }
  const means = new Float64Array(places * rows);
  for (let place = 0; place < places; place += 1) {
    let sum = 0;
    for (let row = margin; row < columns - margin; row += 1) {
      sum += lines[row * places + place] ?? 0;
      const at = row - margin - down + 1;
      if (at < 0) continue;
      means[at * places + place] = sum / (across * down);
      sum -= lines[(row - down + 1) * places + place] ?? 0;
    }
  }
  return means;
};
