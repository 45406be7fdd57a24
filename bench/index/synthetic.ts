import { createHash } from 'node:crypto';
import type { TwinSketch } from '@jmj/core';
import { seededRandom } from '@jmj/testing/random';

const BANDS = 4;
const BITS = 32;
const WEAK_BITS = 3;

/**
 * One picture in ten is plain, and like one of 16: skies, walls, pages. Then a pair of different pictures meets in the
 * index as often as was measured on 293 pictures of all kinds: 24 of 42,778 (docs/twins.md).
 */
const PLAIN_SHARE = 0.1;
const PLAIN_KINDS = 16;
/** How far plain pictures of one kind differ: the share of bits turned. */
const PLAIN_TURNED = 0.01;
/** How far the keys of a copy differ: a weak bit is turned, another one is. */
const COPY_WEAK_TURNED = 0.25;
const COPY_TURNED = 0.004;

export const isPlain = (photo: number): boolean => seededRandom(photo * 2 + 1)() < PLAIN_SHARE;

export const hashOf = (photo: number): string => createHash('sha256').update(`photo ${photo}`).digest('hex');

const toKey = (band: number, bits: number): string => `${band}${(bits >>> 0).toString(16).padStart(8, '0')}`;

function turned(bits: number, share: number, random: () => number): number {
  let mask = 0;
  for (let bit = 0; bit < BITS; bit++) if (random() < share) mask |= 1 << bit;
  return bits ^ mask;
}

function bandsOf(photo: number): number[] {
  const random = seededRandom(photo * 2 + 2);
  if (!isPlain(photo)) return Array.from({ length: BANDS }, () => (random() * 2 ** BITS) | 0);
  const kind = seededRandom(1_000_003 + Math.floor(random() * PLAIN_KINDS));
  return Array.from({ length: BANDS }, () => turned((kind() * 2 ** BITS) | 0, PLAIN_TURNED, random));
}

const subsets = (bits: number[]): number[] =>
  bits.reduce<number[]>((masks, bit) => masks.concat(masks.map((mask) => mask | (1 << bit))), [0]);

const weakBits = (photo: number, band: number): number[] =>
  Array.from({ length: WEAK_BITS }, (_, n) => (photo * 7 + band * 11 + n * 5) % BITS);

/** Keys as a photo has them: four, and thirty-two to look under. */
function keysOf(photo: number, bands: number[]): TwinSketch['keys'] {
  const lookup = bands.flatMap((bits, band) =>
    subsets(weakBits(photo, band)).map((mask) => toKey(band, bits ^ mask)),
  );
  return { store: bands.map((bits, band) => toKey(band, bits)), lookup };
}

export const photoKeys = (photo: number): TwinSketch['keys'] => keysOf(photo, bandsOf(photo));

/** Keys of a copy of that photo. */
export function copyKeys(photo: number): TwinSketch['keys'] {
  const random = seededRandom(photo * 2 + 3);
  const bands = bandsOf(photo).map((bits, band) => {
    const weak = weakBits(photo, band).reduce(
      (mask, bit) => (random() < COPY_WEAK_TURNED ? mask | (1 << bit) : mask),
      0,
    );
    return turned(bits ^ weak, COPY_TURNED, random);
  });
  return keysOf(photo, bands);
}
