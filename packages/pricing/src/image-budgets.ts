import type { Quality } from '@jmj/contracts';

interface ImageBudget {
  /** Patches of 32 px: how large a picture is worth showing to a model that counts in them. */
  patches: number;
  /** The same for a model that counts in tiles of 512 px. */
  tiles: number;
  /** Whatever it counts in: what a photo may cost. A cheaper way to show it is taken where there is one. */
  tokens: number;
  /** Pixels. Up to 1,024 the photo that twins are compared at serves, and nothing is decoded a second time. */
  longSide: number;
}

/**
 * How much of a picture each quality shows. `standard` is what a photo of 4:3 with 1,024 px on its longer side comes to
 * (32 × 24 patches, four tiles), `economy` is half of that and `fine` twice. docs/cost.md tells why.
 */
export const IMAGE_BUDGETS: Readonly<Record<Quality, ImageBudget>> = {
  economy: { patches: 384, tiles: 1, tokens: 1000, longSide: 1024 },
  standard: { patches: 768, tiles: 4, tokens: 3000, longSide: 1024 },
  fine: { patches: 1536, tiles: 8, tokens: 15_000, longSide: 2048 },
};
