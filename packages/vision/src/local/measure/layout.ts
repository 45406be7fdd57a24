import type { Detail } from './detail.ts';
import { centreOfMass, quantile, type TileGrid } from './tiles.ts';

export interface Point {
  /** 0 (left) to 1 (right). */
  x: number;
  /** 0 (top) to 1 (bottom). */
  y: number;
}

/** Where the detail is, and where it is sharp. */
export interface Layout {
  /** Mean activity of the picture's tiles, luma levels: near 0 when it shows nothing. */
  detail: number;
  /** Centre of mass of all detail. */
  balance: Point;
  /** Where the sharpest detail gathers. */
  focus: Point;
  /** 0 (nothing is sharp) to 1: one minus the blur effect of the sharpest twentieth of the tiles that show something. */
  sharpness: number;
  /** Share of the tiles that show something which are about as sharp as the sharpest, 0 to 1. */
  sharpShare: number;
  /**
   * Share of the frame that holds 81 % of the detail, 0 to 1: small when a subject stands out.
   * Y. Ke, X. Tang, F. Jing, CVPR 2006, §4.1 (spatial distribution of edges).
   */
  spread: number;
  /** Distance of `focus` from the nearest crossing of the thirds, in frame widths and heights. */
  fromThirds: number;
}

export function measureLayout(detail: Detail, grid: TileGrid): Layout {
  const floor = 1.5 + 1.2 * detail.noise;
  const activity = Array.from(detail.activity, (it) => Math.max(0, it - 1.2 * detail.noise));
  const busy = activity.flatMap((_, tile) => ((detail.activity[tile] ?? 0) > floor ? [tile] : []));
  const blurOf = (tile: number): number => detail.blur[tile] ?? 1;
  const sharpest = busy.length > 0 ? quantile(busy.map(blurOf), 0.05) : 1;
  const isSharp = (tile: number): boolean => blurOf(tile) <= Math.min(0.5, sharpest + 0.12);
  const sharp = new Set(busy.filter(isSharp));
  const focus = centreOfMass(grid, (tile) => (sharp.has(tile) ? (activity[tile] ?? 0) : 0));
  return {
    detail: activity.reduce((sum, it) => sum + it, 0) / grid.count,
    balance: centreOfMass(grid, (tile) => activity[tile] ?? 0),
    focus,
    sharpness: 1 - sharpest,
    sharpShare: busy.length > 0 ? sharp.size / busy.length : 0,
    spread: spreadOf(activity, grid),
    fromThirds: Math.min(
      ...[1 / 3, 2 / 3].flatMap((x) => [1 / 3, 2 / 3].map((y) => Math.hypot(focus.x - x, focus.y - y))),
    ),
  };
}

function spreadOf(activity: readonly number[], grid: TileGrid): number {
  const byColumn = new Array<number>(grid.columns).fill(0);
  const byRow = new Array<number>(grid.rows).fill(0);
  activity.forEach((it, tile) => {
    const column = tile % grid.columns;
    const row = Math.floor(tile / grid.columns);
    byColumn[column] = (byColumn[column] ?? 0) + it;
    byRow[row] = (byRow[row] ?? 0) + it;
  });
  return narrowest(byColumn, 0.9) * narrowest(byRow, 0.9);
}

/** Length of the shortest run that holds `share` of the sum, as a share of the whole. */
function narrowest(values: readonly number[], share: number): number {
  const wanted = share * values.reduce((sum, it) => sum + it, 0);
  if (wanted === 0) return 1;
  let best = values.length;
  for (let from = 0; from < values.length; from++) {
    let held = 0;
    for (let to = from; to < values.length; to++) {
      held += values[to] ?? 0;
      if (held < wanted) continue;
      best = Math.min(best, to - from + 1);
      break;
    }
  }
  return best / values.length;
}
