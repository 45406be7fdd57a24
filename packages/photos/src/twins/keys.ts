import { GRID, type TwinDescriptor } from './descriptor.ts';
import { coarser } from './grids.ts';

const SIDE = GRID.luma / 4;
/** Frequencies along each side of the hash. */
const FREQUENCIES = 12;
const BANDS = 4;
const BITS = 32;
/** A query also tries each band with its weakest bits turned. */
const WEAK_BITS = 3;

const COSINES = Array.from({ length: FREQUENCIES }, (_, frequency) =>
  Float64Array.from({ length: SIDE }, (_v, x) => Math.cos(((2 * x + 1) * frequency * Math.PI) / (2 * SIDE))),
);

/** The lowest frequencies of the picture (DCT-II), nearest to the mean first, without the mean itself. */
const frequencies = (grid: Float32Array): number[] => {
  const found: { order: number; value: number }[] = [];
  COSINES.forEach((down, v) => {
    COSINES.forEach((across, u) => {
      if (u + v === 0) return;
      let value = 0;
      for (let i = 0; i < grid.length; i += 1) {
        value += (grid[i] ?? 0) * (across[i % SIDE] ?? 0) * (down[Math.floor(i / SIDE)] ?? 0);
      }
      found.push({ order: u + v + u / (2 * FREQUENCIES), value });
    });
  });
  return found.sort((a, b) => a.order - b.order).map(({ value }) => value);
};

const toKey = (band: number, bits: number): string => `${band}${(bits >>> 0).toString(16).padStart(8, '0')}`;

const subsets = (bits: number[]): number[] =>
  bits.reduce<number[]>((masks, bit) => masks.concat(masks.map((mask) => mask | (1 << bit))), [0]);

/** Keys of an index of descriptors: two files of one picture share at least one. */
export interface CandidateKeys {
  /** Four: where the descriptor is put. */
  store: string[];
  /** Thirty-two, the four among them: where its twins are looked for. */
  lookup: string[];
}

export const candidateKeys = (descriptor: TwinDescriptor): CandidateKeys => {
  const halved = coarser(descriptor.luma, GRID.luma);
  const values = frequencies(coarser(halved, GRID.luma / 2));
  const keys: CandidateKeys = { store: [], lookup: [] };
  for (let band = 0; band < BANDS; band += 1) {
    const own = Array.from({ length: BITS }, (_, bit) => values[bit * BANDS + band] ?? 0);
    const bits = own.reduce((sum, value, bit) => (value > 0 ? sum | (1 << bit) : sum), 0);
    const weakest = [...own.keys()].sort((p, q) => Math.abs(own[p] ?? 0) - Math.abs(own[q] ?? 0));
    keys.store.push(toKey(band, bits));
    for (const mask of subsets(weakest.slice(0, WEAK_BITS))) keys.lookup.push(toKey(band, bits ^ mask));
  }
  return keys;
};
