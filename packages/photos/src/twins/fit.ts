/** How strongly each cause explains a difference, and how far that can be off. */
export interface Fit {
  amounts: number[];
  /** One standard error each. Huge when the picture has nothing to tell the cause by. */
  errors: number[];
}

/** Inverse of a small symmetric matrix by Gauss-Jordan elimination with pivoting. */
const inverse = (matrix: number[][]): number[][] => {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let pivot = 0; pivot < size; pivot += 1) {
    const at = (row: number): number => Math.abs(rows[row]?.[pivot] ?? 0);
    let best = pivot;
    for (let row = pivot + 1; row < size; row += 1) if (at(row) > at(best)) best = row;
    const chosen = rows[best] ?? [];
    rows[best] = rows[pivot] ?? [];
    const lead = chosen[pivot] || 1e-9;
    rows[pivot] = chosen.map((value) => value / lead);
    const scaled = rows[pivot] ?? [];
    for (let row = 0; row < size; row += 1) {
      if (row === pivot) continue;
      const factor = rows[row]?.[pivot] ?? 0;
      rows[row] = (rows[row] ?? []).map((value, i) => value - factor * (scaled[i] ?? 0));
    }
  }
  return rows.map((row) => row.slice(size));
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
};

/** Keeps a cause that the picture cannot show from dividing by zero; its error becomes huge instead. */
const RIDGE = 1e-6;
/** Rounding alone leaves about this variance in every cell. */
const LEAST_VARIANCE = 0.15;

/** Ordinary least squares: `difference ≈ Σ amount × cause`. */
export const leastSquares = (causes: Float64Array[], difference: Float64Array): Fit => {
  const products = causes.map((a, i) => causes.slice(0, i + 1).map((b) => dot(a, b)));
  const product = (i: number, j: number): number => products[Math.max(i, j)]?.[Math.min(i, j)] ?? 0;
  const covariance = inverse(
    causes.map((_a, i) => causes.map((_b, j) => product(i, j) + (i === j ? RIDGE : 0))),
  );
  const projected = causes.map((cause) => dot(cause, difference));
  const amounts = covariance.map((row) =>
    row.reduce((sum, value, i) => sum + value * (projected[i] ?? 0), 0),
  );
  let squares = 0;
  for (let i = 0; i < difference.length; i += 1) {
    let rest = difference[i] ?? 0;
    for (let k = 0; k < causes.length; k += 1) rest -= (amounts[k] ?? 0) * (causes[k]?.[i] ?? 0);
    squares += rest * rest;
  }
  const variance = Math.max(LEAST_VARIANCE, squares / difference.length);
  return { amounts, errors: covariance.map((row, i) => Math.sqrt(Math.max(0, (row[i] ?? 0) * variance))) };
};
