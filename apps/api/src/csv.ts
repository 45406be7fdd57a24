/** What a spreadsheet would take for a formula. https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180: a line of names, then a line for each row. */
export function csvOf<Row extends object>(rows: Row[], columns: (keyof Row & string)[]): string {
  const lines = rows.map((row) =>
    columns.map((name) => cell(row[name] as string | number | undefined)).join(','),
  );
  return [columns.join(','), ...lines, ''].join('\r\n');
}
