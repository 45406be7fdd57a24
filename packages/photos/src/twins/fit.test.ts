import { leastSquares } from './fit.ts';

const line = Float64Array.from({ length: 50 }, (_, i) => i - 24.5);
const level = new Float64Array(50).fill(1);

test('finds the amounts that explain a difference', () => {
  const { amounts, errors } = leastSquares(
    [line, level],
    line.map((value) => 0.3 * value - 2),
  );
  expect(amounts[0]).toBeCloseTo(0.3, 6);
  expect(amounts[1]).toBeCloseTo(-2, 6);
  expect(Math.max(...errors)).toBeLessThan(0.1);
});

test('is in great doubt about a cause that cannot be seen', () => {
  const { errors } = leastSquares([line, new Float64Array(50)], line);
  expect(errors[1]).toBeGreaterThan(100);
});
