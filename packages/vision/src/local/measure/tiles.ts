/** The picture cut into about 24 squares along its longer side. */
export interface TileGrid {
  /** Side of a tile in pixels. */
  side: number;
  columns: number;
  rows: number;
  count: number;
}

export function tileGrid(width: number, height: number): TileGrid {
  const side = Math.max(8, Math.round(Math.max(width, height) / 24));
  const columns = Math.ceil(width / side);
  const rows = Math.ceil(height / side);
  return { side, columns, rows, count: columns * rows };
}

/** The value below which `share` (0 to 1) of the values lie; 0 when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Centre of mass of a tile map, each axis 0 to 1 from the top left; the middle when the map is empty. */
export function centreOfMass(grid: TileGrid, weight: (tile: number) => number): { x: number; y: number } {
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let tile = 0; tile < grid.count; tile++) {
    const w = weight(tile);
    sum += w;
    x += w * (((tile % grid.columns) + 0.5) / grid.columns);
    y += w * ((Math.floor(tile / grid.columns) + 0.5) / grid.rows);
  }
  return sum > 0 ? { x: x / sum, y: y / sum } : { x: 0.5, y: 0.5 };
}
