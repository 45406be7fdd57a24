/** One channel of a picture: `width` × `height` values, row by row. */
export interface Plane {
  values: Float32Array;
  width: number;
  height: number;
}

/** Splits interleaved RGB bytes into luma and two colour differences (BT.601, full range; the latter around 0). */
export const toPlanes = (
  rgb: Uint8Array,
  width: number,
  height: number,
): { y: Plane; cb: Plane; cr: Plane } => {
  const size = width * height;
  const y = new Float32Array(size);
  const cb = new Float32Array(size);
  const cr = new Float32Array(size);
  for (let i = 0, at = 0; i < size; i += 1, at += 3) {
    const red = rgb[at] ?? 0;
    const green = rgb[at + 1] ?? 0;
    const blue = rgb[at + 2] ?? 0;
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    y[i] = luma;
    cb[i] = (blue - luma) * 0.564;
    cr[i] = (red - luma) * 0.713;
  }
  const plane = (values: Float32Array): Plane => ({ values, width, height });
  return { y: plane(y), cb: plane(cb), cr: plane(cr) };
};

/** Where one cell of a grid lies on a line of pixels, with the weight of each pixel it touches. */
const cellSpans = (pixels: number, cells: number): { from: number; weights: number[] }[] =>
  Array.from({ length: cells }, (_, cell) => {
    const start = (cell * pixels) / cells;
    const end = ((cell + 1) * pixels) / cells;
    const from = Math.floor(start);
    const to = Math.min(pixels, Math.ceil(end - 1e-9));
    const weights = Array.from(
      { length: to - from },
      (_w, i) => (Math.min(end, from + i + 1) - Math.max(start, from + i)) / (end - start),
    );
    return { from, weights };
  });

/** Means over a grid of equal cells laid over the whole plane; a pixel on a border counts by its share. */
export const cellMeans = (plane: Plane, columns: number, rows: number): Float32Array => {
  const { values, width, height } = plane;
  const narrowed = new Float32Array(columns * height);
  const across = cellSpans(width, columns);
  for (let y = 0; y < height; y += 1) {
    for (let column = 0; column < columns; column += 1) {
      const { from, weights } = across[column] ?? { from: 0, weights: [] };
      let sum = 0;
      for (let i = 0; i < weights.length; i += 1)
        sum += (weights[i] ?? 0) * (values[y * width + from + i] ?? 0);
      narrowed[y * columns + column] = sum;
    }
  }
  const means = new Float32Array(columns * rows);
  cellSpans(height, rows).forEach(({ from, weights }, row) => {
    weights.forEach((weight, i) => {
      const line = (from + i) * columns;
      for (let column = 0; column < columns; column += 1) {
        const at = row * columns + column;
        means[at] = (means[at] ?? 0) + weight * (narrowed[line + column] ?? 0);
      }
    });
  });
  return means;
};

/** What is left of a plane after a 3×3 binomial blur is taken off, as squares: its finest detail. */
export const detailEnergy = ({ values, width, height }: Plane): Plane => {
  const energy = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const above = Math.max(0, y - 1) * width;
    const here = y * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      const v = (at: number): number => values[at] ?? 0;
      const blurred =
        (v(above + left) +
          v(above + right) +
          v(below + left) +
          v(below + right) +
          2 * (v(above + x) + v(below + x) + v(here + left) + v(here + right)) +
          4 * v(here + x)) /
        16;
      energy[here + x] = (v(here + x) - blurred) ** 2;
    }
  }
  return { values: energy, width, height };
};

/** Half the size, by the means of 2×2 pixels. */
export const halved = (plane: Plane): Plane => {
  const width = Math.floor(plane.width / 2);
  const height = Math.floor(plane.height / 2);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 2 * y * plane.width + 2 * x;
      const v = (i: number): number => plane.values[at + i] ?? 0;
      values[y * width + x] = (v(0) + v(1) + v(plane.width) + v(plane.width + 1)) / 4;
    }
  }
  return { values, width, height };
};
