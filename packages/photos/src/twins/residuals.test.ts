import { fromResiduals, toResiduals } from './residuals.ts';

const COLUMNS = 16;
const worst = (grid: Float32Array): number => {
  const read = fromResiduals(toResiduals(grid, COLUMNS), COLUMNS);
  return Math.max(...grid.map((value, i) => Math.abs(value - (read[i] ?? 0))));
};

test('flat and gently sloping grids come back within a level', () => {
  expect(worst(new Float32Array(256).fill(200.4))).toBeLessThanOrEqual(1);
  expect(worst(Float32Array.from({ length: 256 }, (_, i) => i * 0.1))).toBeLessThanOrEqual(1);
});

test('an error does not travel on to the next cells', () => {
  const checkered = Float32Array.from({ length: 256 }, (_, i) =>
    (i + Math.floor(i / COLUMNS)) % 2 ? 255 : 0,
  );
  expect(worst(checkered)).toBeLessThan(2);
});

test('negative values are kept', () => {
  expect(worst(new Float32Array(256).fill(-120))).toBeLessThanOrEqual(1);
});

test('a white first cell comes back white', () => {
  expect(worst(new Float32Array(256).fill(255))).toBeLessThanOrEqual(1);
});
