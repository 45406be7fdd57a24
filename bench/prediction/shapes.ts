import type { Dimensions } from '@jmj/core';
import { seededRandom } from '@jmj/testing/random';

/** Shapes of cameras, phones, screens and of what people cut: width to height. */
const RATIOS = [1, 5 / 4, 4 / 3, 7 / 5, 3 / 2, 16 / 10, 16 / 9, 2, 2.35, 3, 20];

/** So many photos: a third as cameras make them, a third cropped to any shape, a third small, with the odd extreme one. */
export function makeShapes(count: number, seed = 11): Dimensions[] {
  const random = seededRandom(seed);
  const upTo = (least: number, most: number) => Math.round(least * (most / least) ** random());
  return Array.from({ length: count }, (_, at) => {
    const long = at % 3 === 2 ? upTo(1, 1100) : upTo(1000, 9000);
    const ratio = at % 3 === 1 ? 1 + 3 * random() : (RATIOS[Math.floor(random() * RATIOS.length)] ?? 1);
    const short = Math.max(1, Math.round(long / ratio));
    return random() < 0.35 ? { width: short, height: long } : { width: long, height: short };
  });
}
