import type { Sharp } from 'sharp';
import { open, type Picture, pixelsOf } from './picture.ts';
import type { Random } from './random.ts';

/** Changes what a critique looks at: must not match. */
export interface Edit {
  name: string;
  apply(picture: Picture, random: Random): Promise<Picture>;
}

export const edit = (
  name: string,
  apply: (image: Sharp, picture: Picture, random: Random) => Sharp,
): Edit => ({
  name,
  apply: (picture, random) => pixelsOf(apply(open(picture), picture, random)),
});
