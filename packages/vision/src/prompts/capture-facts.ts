import type { ExifFacts } from '@jmj/contracts';

/** A name out of a file may hold anything: one short line of printable characters, so that it cannot pose as a prompt. */
const name = (text: string): string =>
  JSON.stringify(
    text
      .replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
      .trim()
      .slice(0, 60),
  );

const rounded = (value: number): string => String(Number(value.toPrecision(3)));

const shutter = (seconds: number): string =>
  seconds > 0 && seconds < 0.4 ? `1/${Math.round(1 / seconds)} s` : `${rounded(seconds)} s`;

/** The EXIF facts as one line of text for the model; empty when there are none. */
export function captureFacts(exif: ExifFacts | undefined): string {
  const facts = [
    exif?.camera !== undefined && `camera ${name(exif.camera)}`,
    exif?.lens !== undefined && `lens ${name(exif.lens)}`,
    exif?.focalLength !== undefined && `focal length ${rounded(exif.focalLength)} mm`,
    exif?.aperture !== undefined && `aperture f/${rounded(exif.aperture)}`,
    exif?.shutterSeconds !== undefined && `shutter ${shutter(exif.shutterSeconds)}`,
    exif?.iso !== undefined && `ISO ${rounded(exif.iso)}`,
  ].filter((it) => it !== false);
  return facts.length ? `Capture facts: ${facts.join(', ')}.` : '';
}
