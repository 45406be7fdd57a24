import type { PhotoType, Tone } from '@jmj/contracts';
import type { Fault, Technical } from '../findings.ts';
import type { Strength } from '../strengths.ts';

/** Measurements as they are quoted: already formatted for the language. */
export interface Facts {
  /** Mean brightness, e.g. `38 %`. */
  mean: string;
  burnt: string;
  blocked: string;
  /** RMS contrast, e.g. `21 %`. */
  contrast: string;
  /** Colourfulness index, e.g. `45`. */
  colour: string;
  /** Sharpness of the sharpest part, 0 to 100. */
  sharpness: string;
  /** Share of the detail that is sharp. */
  sharpShare: string;
  /** Noise deviation in luma levels, e.g. `4.2`. */
  noise: string;
  /** Lean of the longest near-horizontal line, without a sign, e.g. `2.5°`. */
  tilt: string;
  /** Where the sharpest part is: one of `places`. */
  focusPlace: string;
  /** Where the detail weighs most: one of `places`. */
  massPlace: string;
  /** Share of the frame that holds most of the detail. */
  spread: string;
  /** Brightness of the middle and of what surrounds it. */
  centre: string;
  surround: string;
  /** One of `tints`. */
  tint: string;
  /** The exposure time between brackets with a leading blank, e.g. ` (1/15 s)`; empty when it is not known. */
  shutter: string;
}

export type Say = (facts: Facts) => string;

export interface FaultText {
  /** Noun phrase that can follow a colon, with its figure. */
  name: Say;
  say: Record<Tone, Say>;
  /** What to do about this picture, a whole sentence. */
  fix: string;
  /** What to do when taking the next one, a whole sentence. */
  next: string;
}

export type Artistic = 'creativity' | 'emotion' | 'storytelling';
export type Band = 'poor' | 'fair' | 'good';
export type Place =
  | 'topLeft'
  | 'top'
  | 'topRight'
  | 'left'
  | 'centre'
  | 'right'
  | 'bottomLeft'
  | 'bottom'
  | 'bottomRight';

/** Names of sliders and tools, as the applications themselves call them in the language. */
export type Control =
  | 'exposure'
  | 'highlights'
  | 'shadows'
  | 'contrast'
  | 'temperature'
  | 'tint'
  | 'saturation'
  | 'sharpening'
  | 'noise'
  | 'straighten'
  | 'crop'
  | 'vignette'
  | 'cameraRaw'
  | 'tuneImage'
  | 'details'
  | 'whiteBalance'
  | 'rotate';

/** Everything the local judge can say in one language. */
export interface Texts {
  /** What was measured, by criterion. */
  measured: Record<Technical, Say>;
  faults: Record<Fault, FaultText>;
  /** One sentence on each thing that is right. */
  strengths: Record<Strength, Say>;
  /** Said of a criterion without a fault. */
  spared: Record<Tone, Record<Technical, string>>;
  openers: Record<Tone, Record<Band, string>>;
  /** Names the worst fault, or says that there is none. */
  worst: Record<Tone, (name: string) => string>;
  faultless: Record<Tone, string>;
  /** That this is a measurement, made without a language model, blind to subject, emotion and story. */
  honesty: Record<Tone, string>;
  artistic: Record<Tone, Record<Artistic, Say>>;
  /** How what cannot be measured was graded. */
  graded: { neutral: string; illegible: string };
  /** Advice when no fault was found. */
  polish: { name: string; fix: string; next: string };
  gain: (points: number) => string;
  typeTips: Record<PhotoType, string>;
  retouch: { high: (name: string) => string; medium: (name: string) => string; low: string };
  places: Record<Place, string>;
  tints: Record<'warm' | 'cool' | 'green' | 'magenta', string>;
  controls: Record<Control, string>;
}
