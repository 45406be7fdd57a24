import type { Dimensions } from '@jmj/core';
import type { TileRule } from './facts.ts';
import { fitted, tilesOf } from './image-tokens.ts';

export interface TilePlan extends Dimensions {
  detail: 'low' | 'high';
  tokens: number;
}

/** A further tile is paid for when at least so much of it shows what was not shown before. */
const WORTH_A_TILE = 0.4;

const area = ({ width, height }: Dimensions): number => width * height;

interface TileBudget {
  tiles: number;
  tokens: number;
  longSide: number;
}

/** Every way to lay the photo out in tiles, the cheapest first; as large as each way allows. */
function layouts(photo: Dimensions, rule: TileRule, { longSide }: TileBudget): TilePlan[] {
  const most = (tiles: number) => Math.min(tiles * rule.side, longSide);
  const counts = Array.from({ length: Math.ceil(rule.fit / rule.side) }, (_, at) => at + 1);
  return counts
    .flatMap((columns) =>
      counts.map((rows) => fitted(photo, { width: most(columns), height: most(rows) }, rule.shortSide)),
    )
    .map((size) => ({
      ...size,
      detail: 'high' as const,
      tokens: rule.base + rule.tile * tilesOf(rule, size),
    }))
    .sort((a, b) => a.tokens - b.tokens || area(b) - area(a));
}

/**
 * The largest showing within the budget whose every tile is worth its price. At `low` one tile is shown, for less than one
 * tile at `high`: so it is where this begins.
 */
export function planTiles(photo: Dimensions, rule: TileRule, budget: TileBudget): TilePlan {
  let best: TilePlan = {
    ...fitted(photo, { width: rule.side, height: rule.side }),
    detail: 'low',
    tokens: rule.low,
  };
  let tiles = 1;
  for (const layout of layouts(photo, rule, budget)) {
    const its = tilesOf(rule, layout);
    if (its > budget.tiles || layout.tokens > budget.tokens || its <= tiles) continue;
    const gained = area(layout) - area(best);
    if (gained < (its - tiles) * WORTH_A_TILE * rule.side ** 2) continue;
    best = layout;
    tiles = its;
  }
  return best;
}
