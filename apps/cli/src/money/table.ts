/** Micro-dollars as dollars: to the cent where there are many, to the micro-dollar where there are few. */
export const dollars = (usd: number): string =>
  `$${usd === 0 || usd >= 100 ? usd.toFixed(2) : usd.toFixed(6)}`;

export const count = (n: number): string => n.toLocaleString('en-US');

/** Columns side by side: the first to the left, figures to the right. Without a line there is no table. */
export function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  const all = [head, ...rows];
  const widths = head.map((_, n) => Math.max(...all.map((row) => row[n]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((text, n) => (n === 0 ? text.padEnd(widths[n] ?? 0) : text.padStart(widths[n] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}
