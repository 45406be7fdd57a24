import type { ExifFacts } from '@jmj/contracts';
import type { InterfaceLanguage } from '@jmj/look';
import type { CompletedAnalysis } from '@jmj/sdk';

const number = (language: InterfaceLanguage, value: number, digits = 0): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

/** `48 ms`, `3.2 s` */
export function duration(language: InterfaceLanguage, ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${number(language, ms / 1000, 1)} s`;
}

export function bytes(language: InterfaceLanguage, count: number): string {
  const unit = language === 'fr' ? 'o' : 'B';
  if (count < 1_000_000) return `${number(language, Math.max(1, count / 1000))} k${unit}`;
  return `${number(language, count / 1_000_000, 1)} M${unit}`;
}

/** Two significant digits: critiques cost fractions of a cent. */
export function dollars(language: InterfaceLanguage, usd: number): string {
  const style = { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 } as const;
  return new Intl.NumberFormat(language, style).format(usd);
}

function shutter(language: InterfaceLanguage, seconds: number): string {
  return seconds < 0.3 ? `1/${Math.round(1 / seconds)} s` : `${number(language, seconds, 1)} s`;
}

/** What the camera wrote, in the order of a data back: `f/8`, `1/250 s`, `ISO 160`, `24 mm`. */
export function exposureFacts(language: InterfaceLanguage, exif: ExifFacts = {}): string[] {
  const { camera, lens, aperture, shutterSeconds, iso, focalLength } = exif;
  return [
    camera,
    lens,
    aperture && `f/${number(language, aperture, 1)}`,
    shutterSeconds && shutter(language, shutterSeconds),
    iso && `ISO ${iso}`,
    focalLength && `${number(language, focalLength, 1)} mm`,
  ].filter((it) => typeof it === 'string');
}

/** `4032 × 3024`, `JPEG`, `1.2 MB` */
export function fileFacts(
  language: InterfaceLanguage,
  { width, height, format, bytes: size }: CompletedAnalysis['photo'],
): string[] {
  const pixels = width && height ? `${width} × ${height}` : undefined;
  return [pixels, format?.toUpperCase(), bytes(language, size)].filter((it) => it !== undefined);
}
