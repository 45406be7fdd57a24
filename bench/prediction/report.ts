/** Predicted and counted input tokens of one call. */
export interface Pair {
  predicted: number;
  counted: number;
}

export interface Errors {
  /** |predicted − counted| as a share of what was counted. */
  mean: number;
  worst: number;
}

export function errorsOf(pairs: readonly Pair[]): Errors {
  const shares = pairs.map(({ predicted, counted }) => Math.abs(predicted - counted) / counted);
  return { mean: shares.reduce((sum, it) => sum + it, 0) / shares.length, worst: Math.max(...shares) };
}

export const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

export function row(cells: (string | number)[], widths: number[]): string {
  return cells
    .map((cell, at) =>
      at === 0 ? String(cell).padEnd(widths[at] ?? 0) : String(cell).padStart(widths[at] ?? 0),
    )
    .join('  ');
}
