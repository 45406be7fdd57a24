import type { Measures } from './measures.ts';

/** Octaves by which measures may be over their limits, all together, in copies of one picture. */
export const FORGIVEN = 0.25;

/**
 * How far two descriptors may differ and still be taken for copies of one picture. Beside each: the 99th percentile over copies,
 * then the lowest value of an edit that nothing else holds back, both over the 462 pictures that the limits were fitted to. How
 * that was done, and what it gives on others: docs/twins.md.
 */
export const LIMITS: Readonly<Record<keyof Measures, number>> = {
  /** Pixels of the smaller picture. Copies 0.6, from rounding. */
  aspect: 1,
  /** Levels. Copies 1.5. Most edits of tone or framing end here. */
  lumaMean: 2.7,
  /** Fractions of a side. Copies 0.0003; a camera moved by 1 % 0.0115. */
  shift: 0.002,
  /** Fractions. Copies 0.0023; 3 % cropped around the centre 0.03. */
  stretch: 0.005,
  /** Radians, scaled by the ratio of the sides. Copies 0.0006; a turn of 1.5° 0.048. */
  turn: 0.012,
  /** Relative. Copies 0.006; contrast 0.87 0.13. */
  gain: 0.04,
  /** Levels. Copies 0.4; a blurred background 1.4, blacks lifted 2.7. */
  offset: 1,
  /** Levels between centre and corners. Copies 1; a vignette 20. */
  vignette: 4,
  /** A picture without structure leaves these in doubt, and doubt is a miss: three standard errors, same limits. */
  shiftDoubt: 0.001,
  stretchDoubt: 0.005,
  turnDoubt: 0.004,
  gainDoubt: 0.04,
  /** Multiples of the noise to expect in 1/128 of each side. Copies 2.6. */
  lumaCell: 3.75,
  /** Levels over 1/16 of each side. Copies 2.2; a third brighter by 6 % 2.7, where the picture is dark. */
  lumaBlock: 2.5,
  /**
   * How far a line of 8/128 by 2/128 of the sides became brighter or darker as one: standard errors, over the root of what the
   * picture's other lines reach. Copies 4.8.
   */
  lumaRow: 7,
  /** The same in 3/128 of each side. Copies 4.1; faint words, and a bird of 1.5 %, from 3.9. */
  lumaPatch: 3.7,
  /** Relative. Copies 0.09; saturation 1.3 and 0.7 0.22 (strong colours clip). */
  saturation: 0.154,
  /** Radians. Copies 0.034; a hue turned by 15° 0.16. */
  hue: 0.1,
  /** Levels. Copies 0.4; a white balance warmer by 6 % 0.98. */
  colourMean: 0.72,
  /** Multiples of the noise to expect in 1/64 of each side. Copies 2.2; a bird of 1.5 % 4.1. */
  colourCell: 2.95,
  /** Levels over 1/8 of each side. Copies 1.6; warmer by 6 % 3.2. */
  colourBlock: 2.5,
  /** Like `lumaRow`, for colour in lines of 4/64 and 8/64 by 1/64. Copies 3.8; a disc of a fifth made more colourful 5.4. */
  colourRow: 4.65,
  /** The same in 3/64 of each side. Copies 3.7; a disc of a quarter made grey 4.4. */
  colourPatch: 4.25,
  /** Octaves, where the picture is sharpest. Copies 0.17; a blur of 3 px at 2000 px 0.45. */
  sharpnessFine: 0.32,
  /** The same at half the size. Copies 0.06; a blurred background 0.16. */
  sharpnessCoarse: 0.118,
  /** Change of the finest detail of 1/32, and of 1/8, of each side, against what compression smooths away. Copies 1.3 and 0.9; a faint logo of 3 % and a third blurred from 1.4. */
  detailCell: 1.29,
  detailBlock: 1.17,
  /** Standard errors by which 3/32 of each side got sharper or softer than the rest. Copies 6; a disc of 12 % blurred or smoothed 6.4. */
  localSharpnessSmall: 5.86,
  /** The same over 12/32. Copies 5.5; a third blurred softly 6.4. */
  localSharpnessWide: 6.14,
  /** Relative, over 3/16 of each side. Copies 0.022, in dark pictures up to 0.04; a disc of a fifth burnt by 10 % 0.057. */
  localLight: 0.051,
  /** Relative, in 1/8 of each side, against the whole picture. Copies 0.17; a disc of 20 % made half as colourful again 0.23. */
  localSaturation: 0.203,
};
