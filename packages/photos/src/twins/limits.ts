import type { Measures } from './measures.ts';

/**
 * How far two descriptors may differ and still be taken for copies of one picture. Every measure must keep its limit:
 * one that does not makes it a miss. Beside each: the 97th percentile over copies, then what an edit that shows in it
 * reaches in 95 % of pictures. Those figures are of the tuning pictures, taken while the limits were chosen;
 * `bench/twins/main.ts` prints today's. How it was measured, and what was seen before: docs/twins.md.
 */
export const LIMITS: Readonly<Record<keyof Measures, number>> = {
  /** Pixels of the smaller picture. Copies 0.5, from rounding; 3 % cut off the left 5 at the least. */
  aspect: 1,
  /** Levels. Copies 1.5; exposure up by 15 % 3.7. */
  lumaMean: 2.6,
  /** Fractions of a side. Copies 0.0003; a camera moved by 0.4 % 0.0036. */
  shift: 0.0015,
  /** Fractions. Copies 0.002; 3 % cropped around the centre 0.029. */
  stretch: 0.008,
  /** Radians, scaled by the ratio of the sides. Copies 0.0009; a turn of 1.5° 0.0079. */
  turn: 0.006,
  /** Relative. Copies 0.008; contrast 0.87 0.128, exposure down by 15 % 0.158. */
  gain: 0.07,
  /** Levels. Copies 0.3; exposure up by 15 % 3.6. */
  offset: 1.5,
  /** Levels between centre and corners. Copies 1.2; a vignette 20. */
  vignette: 4,
  /** A picture without structure leaves these in doubt, and doubt is a miss: three standard errors, same limits. */
  shiftDoubt: 0.0015,
  stretchDoubt: 0.008,
  turnDoubt: 0.006,
  gainDoubt: 0.07,
  /** Multiples of the noise to expect in 1/128 of each side: holds back small watermarks and moved objects. Copies 2.6. */
  lumaCell: 3.3,
  /** The same in 1/64 of each side. Copies 1.4. */
  lumaWideCell: 1.9,
  /** How far the worst of those cells stand out from their 99th percentile. Copies 1.9 and 1.3; small logos and text 3.2 and 1.7. */
  lumaPeak: 2.1,
  lumaWidePeak: 1.6,
  /** Levels over 1/16 of each side. Copies 1.8; a local glow 7. */
  lumaBlock: 3,
  /** Relative. Copies 0.04; saturation 0.7 0.32, saturation 1.3 0.11 (strong colours clip) to 0.26. */
  saturation: 0.13,
  /** Radians. Copies 0.02; a hue turned by 15° 0.19. */
  hue: 0.08,
  /** Multiples of the noise to expect in 1/32 of each side. Copies 1.9. */
  colourCell: 3,
  /** Levels over 1/8 of each side. Copies 1.5. */
  colourBlock: 5,
  /** Levels. Copies 0.3; a warmer white balance (6 %) 1.7. */
  colourMean: 0.9,
  /** Octaves, where the picture is sharpest. Copies 0.24; a blur of 3 px at 2000 px 0.65. */
  sharpnessFine: 0.4,
  /** The same at half the size. Copies 0.12; that blur 0.24. */
  sharpnessCoarse: 0.18,
  /** Multiples of the noise to expect in the finest detail of 1/32, and of 1/8, of each side. Copies 1.1 and 1.4. */
  detailCell: 1.5,
  detailBlock: 1.7,
  /** The same at half the size. Copies 0.9 and 0.9. */
  detailWideCell: 2,
  detailWideBlock: 1.2,
};
