import type { Measures } from './measures.ts';

/**
 * How far two descriptors may differ and still be taken for copies of one picture. Every measure must keep its limit:
 * one that does not makes it a miss. Beside each: the 99th percentile over copies, then the lowest value of an edit that
 * shows in it (90 %: nine in ten reach that). Those figures are of the tuning pictures, for windows and light of sets A and B
 * too, and of sets D and E where that is said; `bench/twins/main.ts` prints those of the others. How it was measured: docs/twins.md.
 */
export const LIMITS: Readonly<Record<keyof Measures, number>> = {
  /** Pixels of the smaller picture. Copies 0.5, from rounding. */
  aspect: 1,
  /** Levels. Copies 1.6. Most edits of tone or framing end here. */
  lumaMean: 2.6,
  /** Fractions of a side. Copies 0.0004; a camera moved by 0.4 % 90 %: 0.0054 (the cells see the others). */
  shift: 0.002,
  /** Fractions. Copies 0.0023; 3 % cropped around the centre 0.03. */
  stretch: 0.005,
  /** Radians, scaled by the ratio of the sides. Copies 0.0016, up to 0.009 in a picture of level bands; a turn of 1.5° 0.048. */
  turn: 0.012,
  /** Relative. Copies 0.005; contrast 0.87 0.13. */
  gain: 0.04,
  /** Levels. Copies 0.4; blacks lifted 2.7. */
  offset: 1.2,
  /** Levels between centre and corners. Copies 1.8; a vignette 20. */
  vignette: 4,
  /** A picture without structure leaves these in doubt, and doubt is a miss: three standard errors, same limits. */
  shiftDoubt: 0.001,
  stretchDoubt: 0.005,
  turnDoubt: 0.004,
  gainDoubt: 0.04,
  /** Multiples of the noise to expect in 1/128 of each side. Copies 2.4, of D 3.1; a logo of 3 % 7.5. */
  lumaCell: 4.1,
  /** How far the worst of those cells stands out from their 99th percentile. Copies 1.8, of D 2.6; that logo 7.2. */
  lumaPeak: 3.4,
  /** The same multiples in 1/64 of each side. Copies 1.2, two of E 1.8; a faint logo of 5 % 2. */
  lumaWideCell: 1.85,
  /** Levels over 1/16 of each side. Copies 1.7; a local glow 6.6. */
  lumaBlock: 2.8,
  /** Energy of the difference in 3/128 of each side, in multiples of the noise to expect. Copies 3.5; short text 90 %: 11. */
  smallWindow: 5.5,
  /**
   * How far the worst of those windows stands out from their 98th percentile, each against the noise that the coding of the
   * pair explains. Copies 4.5, of D 6.1; short text 90 %: 19.
   */
  smallWindowPeak: 6.2,
  /** Both again, in 1/16 of each side. Copies 1.3 and 2.6; a moved object of 6 % 90 %: 3.2 and 10. */
  largeWindow: 2.7,
  largeWindowPeak: 3.4,
  /**
   * How far a line of 8/128 by 2/128 of the sides became brighter or darker as one: standard errors, over the root of what the
   * picture's other lines reach. Copies of D 4; faint short text 90 %: 6.2.
   */
  lumaRow: 4.7,
  /** That line, and the small window: neither need be large. Copies of D 97 %: 15, 99 %: 19; faint short text 90 %: 40. */
  smallWindowRow: 17,
  /** And the large window too. Copies of D 97 %: 33, dearer than the others; faint short text 90 %: 138, but one on a clay tablet 33. */
  windowsPeak: 32,
  /** Relative. Copies 0.11; saturation 1.3 90 %: 0.24 (strong colours clip). */
  saturation: 0.16,
  /** Radians. Copies 0.025; a hue turned by 15° 0.11. */
  hue: 0.08,
  /** Levels. Copies 0.37; a white balance warmer by 6 % 0.99. */
  colourMean: 0.8,
  /** Multiples of the noise to expect in 1/64 of each side, and how far the worst stands out. Copies 2.2 and 1.6, two of E 3.1; yellow text on a pale ground 4 and 4. */
  colourCell: 3.2,
  colourPeak: 2.2,
  /** Levels over 1/8 of each side. Copies 1.9; a grey picture 5.7. */
  colourBlock: 3.6,
  /**
   * Like `lumaRow`, for colour in lines of 4/64 and 8/64 by 1/64. Copies of sets A to C 3.7, of D 4.8 (neon light); faint yellow words on
   * stone, which show in nothing else, 4.5.
   */
  colourRow: 4.4,
  /** The same in 3/64 of each side. Copies of D 3.8; a disc made grey, or more colourful, 90 %: 6.9 and 5.2. */
  colourPatch: 4.7,
  /** Octaves, where the picture is sharpest. Copies 0.22; a blur of 3 px at 2000 px 0.45. */
  sharpnessFine: 0.34,
  /** The same at half the size. Copies 0.06; that blur 0.21. */
  sharpnessCoarse: 0.13,
  /** Change of the finest detail of 1/32, and of 1/8, of each side, against what compression smooths away. Copies 1.2 and 0.9. */
  detailCell: 1.5,
  detailBlock: 1.15,
  /** The same at half the size. Copies 1.7 and 0.6, of a telephone on white (E) 2.8 and 1.4; a blurred third 90 %: 1.3 in the latter, of D 1.8. */
  detailWideCell: 2.9,
  detailWideBlock: 1.45,
  /**
   * Standard errors by which 3/32, 6/32 and 12/32 of each side got sharper or softer than the rest. Copies 4.7, 5.5 and 5.6; a
   * disc of an eighth blurred, a quarter sharpened: see docs/twins.md.
   */
  localSharpnessSmall: 6.3,
  localSharpness: 7.6,
  localSharpnessWide: 9.3,
  /**
   * Standard errors by which a quarter of each side looks like the other picture softened, times `localSharpness`, times
   * `faintSharpness`: none need be large, and the filter in WebP softens too. Copies of D 44; a blurred third 90 %: 430, the least 115.
   */
  softening: 95,
  /** Relative, over 3/16 of each side. Copies 0.015, in a dark picture of B up to 0.038; a disc of a fifth burnt by 10 % 0.057. */
  localLight: 0.045,
  /** Relative, in 1/8 of each side, against the whole picture. Copies 0.14; a disc of 20 % made half as colourful again 0.28. */
  localSaturation: 0.2,
};
