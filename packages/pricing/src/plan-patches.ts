import type { Dimensions } from '@jmj/core';
import { fitted } from './image-tokens.ts';

interface Limits {
  side: number;
  maxPatches: number;
  maxSide: number;
}

/** A side may be brought down to a whole number of patches when that changes the shape by no more than this. */
const UNSEEN = 0.009;

/** Brought down to the edge of a patch where nobody would see it. */
function toEdge(length: number, side: number): number {
  const over = length % side;
  return length > side && over <= length * UNSEEN ? length - over : length;
}

/** As wide as so many columns of patches, and as high as its shape asks for; the same for rows by turning it. */
function filling(photo: Dimensions, columns: number, { side, maxSide }: Limits): Dimensions {
  const width = Math.min(photo.width, columns * side, maxSide);
  const height = Math.max(1, Math.round((photo.height * width) / photo.width));
  // What keeps its own size loses nothing to rounding, and is left alone.
  return width === photo.width ? photo : { width, height: toEdge(height, side) };
}

const turned = ({ width, height }: Dimensions): Dimensions => ({ width: height, height: width });

/** More picture is better, and so is a patch that is full. */
function worth({ width, height }: Dimensions, { side, maxPatches, maxSide }: Limits): number {
  const patches = Math.ceil(width / side) * Math.ceil(height / side);
  if (patches > maxPatches || Math.max(width, height) > maxSide) return 0;
  return (width * height) ** 2 / (patches * side * side);
}

/** The size at which a photo fills its patches best; its own where that is within the limits. */
export function planPatches(photo: Dimensions, limits: Limits): Dimensions {
  if (worth(photo, limits) > 0) return photo;
  const most = Math.ceil(Math.min(limits.maxSide, Math.max(photo.width, photo.height)) / limits.side);
  let best = fitted(photo, { width: limits.side, height: limits.side });
  for (let count = 1; count <= most; count++) {
    const candidates = [filling(photo, count, limits), turned(filling(turned(photo), count, limits))];
    for (const candidate of candidates) if (worth(candidate, limits) > worth(best, limits)) best = candidate;
  }
  return best;
}
