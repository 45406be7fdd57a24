/** The month so many months later, as `YYYY-MM`. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/**
 * The days of a month, as `YYYY-MM-DD` and as midnights of the viewer's clock: days of UTC are drawn under their own name.
 * @param until the last day to tell, for a month that is not over
 */
export function daysOf(month: string, until: string): { day: string; at: number }[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, n) => ({
    day: `${month}-${String(n + 1).padStart(2, '0')}`,
    at: new Date(year, number - 1, n + 1).getTime(),
  })).filter(({ day }, n) => n < 7 || day <= until);
}
