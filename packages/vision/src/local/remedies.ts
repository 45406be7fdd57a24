import type { JudgedCritique, Language, PhotoType } from '@jmj/contracts';
import type { Fault, Finding } from './findings.ts';
import type { Tint } from './measure/colour.ts';
import type { Control, Texts } from './texts/shape.ts';

type Tip = JudgedCritique['nextShotTips'][number];
type Improvement = JudgedCritique['improvements'][number];
type Editing = JudgedCritique['editingRecommendations'][number];

/** How a fault is dealt with, in editing and at the next shot. */
export interface Remedy {
  /** Share of the lost points that editing can give back, 0 to 1. */
  editable: number;
  difficulty: Improvement['difficulty'];
  skill: Tip['difficulty'];
  category: Tip['category'];
  tool: Editing['tool'];
  /** Sliders, and how far each goes when the fault is at its worst; no figure where the eye decides. */
  sliders: readonly (readonly [Control, number?])[];
}

export const REMEDIES: Record<Fault, Remedy> = {
  dark: edit(0.6, 'easy', 'beginner', 'technique', 'lightroom', ['exposure', 2.5], ['shadows', 60]),
  bright: edit(0.5, 'easy', 'beginner', 'technique', 'lightroom', ['exposure', -1.5], ['highlights', -70]),
  burnt: edit(0.3, 'medium', 'intermediate', 'technique', 'lightroom', ['highlights', -90]),
  blocked: edit(0.4, 'easy', 'beginner', 'lighting', 'lightroom', ['shadows', 70]),
  flat: edit(0.8, 'easy', 'beginner', 'lighting', 'snapseed', ['contrast', 60]),
  backlit: edit(0.6, 'medium', 'intermediate', 'lighting', 'photoshop', ['shadows', 60], ['highlights', -40]),
  blurred: edit(0.2, 'hard', 'intermediate', 'technique', 'photoshop', ['sharpening', 70]),
  shaken: edit(0.1, 'hard', 'beginner', 'technique', 'photoshop', ['sharpening', 60]),
  misfocused: edit(0.2, 'medium', 'intermediate', 'technique', 'lightroom', ['crop'], ['vignette', -25]),
  shallow: edit(0.2, 'medium', 'intermediate', 'technique', 'lightroom', ['sharpening', 50]),
  noisy: edit(0.6, 'easy', 'intermediate', 'technique', 'lightroom', ['noise', 60]),
  cast: edit(0.9, 'easy', 'beginner', 'lighting', 'lightroom', ['temperature', 25]),
  garish: edit(0.7, 'easy', 'beginner', 'lighting', 'lightroom', ['saturation', -30]),
  tilted: edit(0.9, 'easy', 'beginner', 'composition', 'snapseed', ['straighten']),
  lopsided: edit(0.7, 'easy', 'beginner', 'composition', 'snapseed', ['crop']),
  cluttered: edit(0.5, 'medium', 'intermediate', 'composition', 'gimp', ['crop'], ['vignette', -30]),
  blank: edit(0, 'hard', 'beginner', 'technique', 'lightroom'),
};

function edit(
  editable: number,
  difficulty: Remedy['difficulty'],
  skill: Remedy['skill'],
  category: Remedy['category'],
  tool: Remedy['tool'],
  ...sliders: Remedy['sliders'][number][]
): Remedy {
  return { editable, difficulty, skill, category, tool, sliders };
}

export const TYPE_TIP_CATEGORY: Record<PhotoType, Tip['category']> = {
  general: 'composition',
  portrait: 'technique',
  landscape: 'composition',
  street: 'creativity',
  macro: 'technique',
  architecture: 'technique',
  nature: 'composition',
  sport: 'technique',
  night: 'lighting',
  wedding: 'creativity',
  abstract: 'creativity',
  documentary: 'creativity',
  fashion: 'lighting',
  food: 'lighting',
  travel: 'creativity',
  other: 'lighting',
};

/** Where Snapseed keeps a slider; it has no noise reduction. */
const SNAPSEED_HOME: Partial<Record<Control, Control>> = {
  exposure: 'tuneImage',
  highlights: 'tuneImage',
  shadows: 'tuneImage',
  contrast: 'tuneImage',
  saturation: 'tuneImage',
  temperature: 'whiteBalance',
  tint: 'whiteBalance',
  sharpening: 'details',
  straighten: 'rotate',
  crop: 'crop',
  vignette: 'vignette',
};

const AT_MOST = 5;

/** Sliders to move for these faults, in each application's own words. */
export function toolRecommendations(
  findings: readonly Finding[],
  tint: Tint,
  language: Language,
  texts: Texts,
): JudgedCritique['toolRecommendations'] {
  const moves = findings.flatMap((it) => movesFor(it, tint));
  const distinct = moves
    .filter((it, index) => moves.findIndex((other) => other.control === it.control) === index)
    .slice(0, AT_MOST);
  const wanted: Move[] = distinct.length > 0 ? distinct : [{ control: 'crop' }];
  return {
    lightroom: wanted.map((it) => spell(it, language, texts)),
    photoshop: wanted.map((it) =>
      it.control === 'crop' || it.control === 'straighten'
        ? spell(it, language, texts)
        : `${texts.controls.cameraRaw} › ${spell(it, language, texts)}`,
    ),
    snapseed: [
      ...new Set(
        wanted.flatMap(({ control }) => {
          const home = SNAPSEED_HOME[control];
          if (home === undefined) return [];
          const [place, slider] = [texts.controls[home], texts.controls[control]];
          return [home === control || place === slider ? place : `${place} › ${slider}`];
        }),
      ),
    ],
  };
}

/** The sliders of one fault, e.g. `Highlights −45, Exposure −0.5`. */
export function settings(finding: Finding, tint: Tint, language: Language, texts: Texts): string {
  return movesFor(finding, tint)
    .map((it) => spell(it, language, texts))
    .join(', ');
}

interface Move {
  control: Control;
  amount?: number;
}

function movesFor({ fault, severity }: Finding, tint: Tint): Move[] {
  if (fault === 'cast') return [againstTint(tint, severity)];
  return REMEDIES[fault].sliders.map(([control, worst]) => {
    if (worst === undefined) return { control };
    const amount = worst * severity;
    return { control, amount: control === 'exposure' ? inSteps(amount, 0.1) : inSteps(amount, 5) };
  });
}

function againstTint(tint: Tint, severity: number): Move {
  const amount = inSteps(25 * severity, 5);
  if (tint === 'warm') return { control: 'temperature', amount: -amount };
  if (tint === 'cool') return { control: 'temperature', amount };
  return { control: 'tint', amount: tint === 'green' ? amount : -amount };
}

/** Rounded to whole steps, at least one. */
function inSteps(amount: number, step: number): number {
  return Math.sign(amount) * Math.max(1, Math.round(Math.abs(amount) / step)) * step;
}

function spell({ control, amount }: Move, language: Language, texts: Texts): string {
  if (amount === undefined) return texts.controls[control];
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return `${texts.controls[control]} ${amount < 0 ? '−' : '+'}${format.format(Math.abs(amount))}`;
}
