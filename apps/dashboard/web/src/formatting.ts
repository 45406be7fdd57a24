import type { InterfaceLanguage } from '@jmj/look';

/** Figures as they are read in one locale, times in the viewer's zone. */
export interface Format {
  count(value: number): string;
  /** Of 0 to 1; one decimal. */
  percent(share: number): string;
  wholePercent(share: number): string;
  dollars(usd: number): string;
  bytes(count: number): string;
  duration(ms: number): string;
  /** Two significant digits. */
  rate(perSecond: number): string;
  /** A number of times, with one decimal under ten. */
  times(factor: number): string;
  /** Hours and minutes. */
  clock(at: number): string;
  seconds(at: number): string;
  weekday(at: number): string;
  /** Of `YYYY-MM`. */
  month(month: string): string;
  /** Day and time. */
  moment(at: number): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

function dollarDigits(usd: number): Intl.NumberFormatOptions {
  if (usd === 0 || usd >= 1000) return { maximumFractionDigits: 0 };
  // A critique costs a fraction of a cent.
  return usd < 0.1 ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
}

/** @param timeZone the viewer's when not given */
export function createFormat(locale: string, timeZone?: string): Format {
  const number = (options: Intl.NumberFormatOptions) => (value: number) =>
    new Intl.NumberFormat(locale, options).format(value);
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, ...(timeZone ? { timeZone } : {}) });
    return (at: number) => format.format(at);
  };
  const decimal = number({ maximumFractionDigits: 1 });
  const significant = number({ maximumSignificantDigits: 2 });
  return {
    count: number({ maximumFractionDigits: 0 }),
    percent: number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    wholePercent: number({ style: 'percent' }),
    dollars: (usd) =>
      number({ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', ...dollarDigits(usd) })(
        usd,
      ),
    bytes(count) {
      const power = Math.min(Math.floor(Math.log10(Math.max(1, count)) / 3), BYTE_UNITS.length - 1);
      const unit = BYTE_UNITS[power] ?? 'byte';
      const shown = count / 1000 ** power;
      const digits = power === 0 || shown >= 100 ? 0 : 1;
      return number({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits })(shown);
    },
    duration(ms) {
      if (ms >= 1000) return `${decimal(ms / 1000)}\u00a0s`;
      return `${ms < 10 ? significant(ms) : Math.round(ms)}\u00a0ms`;
    },
    rate: (perSecond) => (perSecond < 10 ? significant(perSecond) : decimal(perSecond)),
    times: (factor) => (factor < 10 ? decimal(factor) : number({ maximumFractionDigits: 0 })(factor)),
    clock: date({ hour: '2-digit', minute: '2-digit' }),
    seconds: date({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    weekday: date({ weekday: 'short', day: 'numeric' }),
    month: (month) =>
      new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
        Date.parse(`${month}-01T00:00:00Z`),
      ),
    moment: date({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
  };
}

/** The viewer's own kind of a language (`en-GB`), when the browser names one: it decides how dates and numbers look. */
export const localeOf = (language: InterfaceLanguage, wished: readonly string[]): string =>
  wished.find((it) => it.toLowerCase().startsWith(language)) ?? language;
