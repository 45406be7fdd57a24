import { GRID, type TwinDescriptor } from './descriptor.ts';
import { largest, windowMeans } from './grids.ts';

/** Square levels of colour in a cell that are taken for noise. */
const NOISE = 16;

/** The largest relative change of saturation in a window of `size` × `size` cells, against the whole picture's. */
export const localSaturation = (a: TwinDescriptor, b: TwinDescriptor, size: number): number => {
  const cells = a.cb.length;
  const [along, strength] = [new Float64Array(cells), new Float64Array(cells)];
  let [sum, total] = [0, 1e-6];
  for (let i = 0; i < cells; i += 1) {
    const cb = ((a.cb[i] ?? 0) + (b.cb[i] ?? 0)) / 2;
    const cr = ((a.cr[i] ?? 0) + (b.cr[i] ?? 0)) / 2;
    const change = cb * ((b.cb[i] ?? 0) - (a.cb[i] ?? 0)) + cr * ((b.cr[i] ?? 0) - (a.cr[i] ?? 0));
    const square = cb * cb + cr * cr;
    along[i] = change;
    strength[i] = square;
    sum += change;
    total += square;
  }
  const usual = sum / total;
  const changes = windowMeans(along, GRID.colour, size, 0);
  const squares = windowMeans(strength, GRID.colour, size, 0);
  return largest(
    changes.map((change, i) => (change - usual * (squares[i] ?? 0)) / ((squares[i] ?? 0) + NOISE)),
  );
};
