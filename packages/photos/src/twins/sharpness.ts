import { GRID } from './descriptor.ts';
import { coarser, largest, mean } from './grids.ts';

/** Cells with the most detail: an edge stays an edge under compression, and softens under blur. */
const STRONGEST = 64;

/** Root mean square over blocks of 4×4 cells. */
const blocks = (detail: Float32Array): Float32Array => {
  const energy = detail.map((value) => value * value);
  return coarser(coarser(energy, GRID.detail), GRID.detail / 2).map(Math.sqrt);
};

/** The worst change, against 1 level that compression may smooth away plus a share of what is there. */
const worst = (a: Float32Array, b: Float32Array, share: number): number =>
  largest(a.map((value, i) => ((b[i] ?? 0) - value) / (1 + share * Math.max(value, b[i] ?? 0))));

/** How far the picture got sharper or softer where it is sharpest, in octaves. */
export const strongestChange = (a: Float32Array, b: Float32Array): number => {
  const strength = (i: number): number => (a[i] ?? 0) + (b[i] ?? 0);
  const octaves = [...a.keys()]
    .sort((p, q) => strength(q) - strength(p))
    .slice(0, STRONGEST)
    .map((i) => Math.log2(((b[i] ?? 0) + 0.3) / ((a[i] ?? 0) + 0.3)))
    .sort((p, q) => p - q);
  return Math.abs(mean(octaves.slice(STRONGEST / 4, (3 * STRONGEST) / 4)));
};

/** The worst change of detail in a cell, and in a block of 4×4. */
export const worstDetail = (a: Float32Array, b: Float32Array): { cell: number; block: number } => ({
  cell: worst(a, b, 0.25),
  block: worst(blocks(a), blocks(b), 0.15),
});
