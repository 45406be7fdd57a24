import type { ExifFacts, PhotoType } from '@jmj/contracts';
import type { Measurements } from './measure/index.ts';
import { type Profile, profileOf } from './profile.ts';

export type Technical = 'composition' | 'lighting' | 'focus' | 'exposure';

/** What can be wrong with a picture, as far as pixels tell. */
export type Fault =
  | 'dark'
  | 'bright'
  | 'burnt'
  | 'blocked'
  | 'flat'
  | 'backlit'
  | 'blurred'
  | 'shaken'
  | 'misfocused'
  | 'shallow'
  | 'noisy'
  | 'cast'
  | 'garish'
  | 'tilted'
  | 'lopsided'
  | 'cluttered'
  | 'blank';

export type Loss = Partial<Record<Technical, number>>;

export interface Finding {
  fault: Fault;
  /** 0 (just there) to 1 (as bad as it gets). */
  severity: number;
  /** Points lost by criterion. */
  loss: Loss;
  /** All points lost. */
  points: number;
  /** The criterion that suffers most: where the fault is spoken of. */
  criterion: Technical;
}

/** Points that each fault can take at its worst. The first criterion named is the one it is spoken of under. */
const WORST: Record<Fault, Loss> = {
  dark: { exposure: 10, lighting: 5 },
  bright: { exposure: 9, lighting: 4 },
  burnt: { exposure: 8, lighting: 3 },
  blocked: { exposure: 6, lighting: 2 },
  flat: { lighting: 7, exposure: 2 },
  backlit: { lighting: 4, exposure: 1 },
  blurred: { focus: 12, composition: 2 },
  shaken: { focus: 12, composition: 2 },
  misfocused: { focus: 3 },
  shallow: { focus: 2.5 },
  noisy: { focus: 6, lighting: 4, exposure: 3 },
  cast: { lighting: 3 },
  garish: { lighting: 2 },
  tilted: { composition: 7 },
  lopsided: { composition: 4 },
  cluttered: { composition: 2.5 },
  blank: { composition: 10, focus: 12, lighting: 6, exposure: 4 },
};

/** Below this many points a fault is not worth a word. */
const WORTH_SAYING = 0.4;

/**
 * What is wrong, worst first. Every severity is monotone in the measurement that it is about.
 */
export function findFaults(
  measured: Measurements,
  photoType: PhotoType,
  exif: ExifFacts | undefined,
): Finding[] {
  const severities = severitiesOf(measured, profileOf(photoType), exif);
  return Object.entries(severities)
    .map(([fault, severity]) => toFinding(fault as Fault, severity))
    .filter((it) => it.points >= WORTH_SAYING)
    .sort((a, b) => b.points - a.points);
}

function toFinding(fault: Fault, severity: number): Finding {
  const worst = Object.entries(WORST[fault]) as [Technical, number][];
  const lost = worst.map(([criterion, points]) => [criterion, points * severity] as const);
  return {
    fault,
    severity,
    loss: Object.fromEntries(lost),
    points: lost.reduce((sum, [, points]) => sum + points, 0),
    criterion: worst[0]?.[0] ?? 'composition',
  };
}

function severitiesOf(it: Measurements, profile: Profile, exif: ExifFacts | undefined) {
  const { light, colour, layout, horizon } = it;
  const softness = fall(layout.sharpness, 0.72, 0.2);
  const shown = rise(layout.detail, 0.05, 0.3);
  const unsteady = looksUnsteady(it, exif) && softness > 0.1;
  const aside = Math.abs(layout.balance.x - 0.5);
  const upOrDown = Math.abs(layout.balance.y - 0.5);
  const lean = Math.abs(horizon.angle);
  return {
    dark: fall(light.mean, profile.darkBelow, 0.03),
    bright: rise(light.mean, 0.68, 0.95),
    burnt: saturating(light.burnt - 0.006, 0.08),
    blocked: saturating(light.blocked - profile.blackTolerated, 0.2),
    flat: fall(light.contrast, 0.15, 0.02),
    backlit: rise(light.surround - light.centre, 0.12, 0.45) * fall(light.centre, 0.4, 0.15),
    blurred: unsteady ? 0 : softness * shown,
    shaken: unsteady ? softness * shown : 0,
    misfocused: profile.subjectInMiddle
      ? rise(Math.hypot(layout.focus.x - 0.5, layout.focus.y - 0.5), 0.2, 0.42) * shown
      : 0,
    shallow: profile.deep ? fall(layout.sharpShare, 0.45, 0.1) * shown : 0,
    noisy: rise(it.noise, 1.6, 18),
    cast: castSeverity(colour) * profile.neutralMatters,
    garish: rise(colour.garish, 0.1, 0.5),
    tilted:
      lean <= LEANS_ON_PURPOSE
        ? rise(lean, 0.7, 6) * rise(horizon.support, 0.3, 0.45) * profile.levelMatters
        : 0,
    lopsided: Math.max(rise(aside, 0.1, 0.3), rise(upOrDown, 0.18, 0.36)) * shown,
    cluttered: rise(layout.spread, 0.74, 0.9) * rise(layout.detail, 5, 12) * profile.calmMatters,
    blank: 1 - shown,
  } satisfies Record<Fault, number>;
}

/** Degrees; beyond this a lean is taken for a choice, or for another line than the horizon. */
const LEANS_ON_PURPOSE = 10;

/** Tints the whole picture, but not so much that it is plainly the subject's own colour. */
function castSeverity({ cast, chroma, colourfulness }: Measurements['colour']): number {
  if (colourfulness < 4) return 0;
  return rise(cast, 1.3, 3.5) * rise(chroma, 6, 10) * fall(chroma, 34, 26);
}

/**
 * Blur with a direction, or a shutter slower than the 1 / focal length rule of hand-held photography
 * (e.g. A. Adams, "The Camera", 1980, ch. 8).
 */
function looksUnsteady(it: Measurements, exif: ExifFacts | undefined): boolean {
  const slow =
    exif?.shutterSeconds !== undefined && exif.shutterSeconds > 1 / Math.max(30, exif.focalLength ?? 0);
  return slow || it.streak > 0.11;
}

/** 0 up to `from`, 1 from `to` on, straight in between. */
export function rise(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** 0 down to `from`, 1 from `to` down. */
export function fall(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (from - value) / (from - to)));
}

/** Grows fast at first, then towards 1: the first burnt patch hurts most. */
function saturating(value: number, scale: number): number {
  return value <= 0 ? 0 : 1 - Math.exp(-value / scale);
}
