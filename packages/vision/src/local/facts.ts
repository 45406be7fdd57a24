import type { ExifFacts, Language } from '@jmj/contracts';
import type { Measurements } from './measure/index.ts';
import type { Point } from './measure/layout.ts';
import type { Facts, Place, Texts } from './texts/shape.ts';

/** Writes the measurements as the language writes figures. */
export function quote(
  { light, colour, layout, horizon, noise }: Measurements,
  exif: ExifFacts | undefined,
  language: Language,
  texts: Texts,
): Facts {
  const percent = percentIn(language);
  const number = (value: number, digits: number): string =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  return {
    mean: percent(light.mean),
    burnt: percent(light.burnt),
    blocked: percent(light.blocked),
    contrast: percent(light.contrast),
    colour: number(colour.colourfulness, 0),
    sharpness: number(100 * layout.sharpness, 0),
    sharpShare: percent(layout.sharpShare),
    noise: number(noise, 1),
    tilt: `${number(Math.abs(horizon.angle), 1)}°`,
    focusPlace: texts.places[placeOf(layout.focus)],
    massPlace: texts.places[placeOf(layout.balance)],
    spread: percent(layout.spread),
    centre: percent(light.centre),
    surround: percent(light.surround),
    tint: texts.tints[colour.tint],
    shutter: exif?.shutterSeconds === undefined ? '' : ` (${shutter(exif.shutterSeconds, number)})`,
  };
}

/** One decimal below 10 %, where it tells something. */
function percentIn(language: Language): (share: number) => string {
  const fine = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const coarse = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  return (share) => (share < 0.0995 ? fine : coarse).format(share);
}

/** As cameras show it: `1/250 s`, `2 s`. */
function shutter(seconds: number, number: (value: number, digits: number) => string): string {
  return seconds < 0.4 ? `1/${Math.round(1 / seconds)} s` : `${number(seconds, 1)} s`;
}

const PLACES: readonly (readonly [Place, Place, Place])[] = [
  ['topLeft', 'top', 'topRight'],
  ['left', 'centre', 'right'],
  ['bottomLeft', 'bottom', 'bottomRight'],
];

function placeOf({ x, y }: Point): Place {
  const third = (value: number): 0 | 1 | 2 => (value < 0.4 ? 0 : value > 0.6 ? 2 : 1);
  return PLACES[third(y)]?.[third(x)] ?? 'centre';
}
