import { GRID } from './descriptor.ts';
import { LIMITS } from './limits.ts';
import { noiseOfCoding } from './noise.ts';
import { worstCell } from './places.ts';
import { oneWay } from './rows.ts';

const COLUMNS = GRID.luma;
const calm = new Float32Array(COLUMNS ** 2).fill(20);
const causes = [new Float64Array(COLUMNS ** 2).fill(400), new Float64Array(COLUMNS ** 2).fill(9)];
/** Errors of coding: up and down from cell to cell. */
const noise = (levels: number): Float64Array =>
  Float64Array.from({ length: COLUMNS ** 2 }, (_, i) => levels * Math.sin(i * i * 1.7));
/** A line of faint words: 12 × 2 cells, a little brighter. */
const withWords = (difference: Float64Array, levels: number): Float64Array =>
  difference.map((value, i) => {
    const [column, row] = [i % COLUMNS, Math.floor(i / COLUMNS)];
    return column >= 30 && column < 42 && row >= 60 && row < 62 ? value + levels : value;
  });
const plain = new Float32Array(COLUMNS ** 2);
const line = (difference: Float64Array, still = difference): number => {
  const noise = noiseOfCoding(difference, still, causes, COLUMNS);
  return oneWay(difference, still, causes, COLUMNS, noise)(8, 2);
};

describe('oneWay', () => {
  test('adds up words that no cell shows', () => {
    const words = withWords(noise(2), 5);
    expect(line(words)).toBeGreaterThan(LIMITS.lumaRow);
    expect(worstCell(plain, Float32Array.from(words), calm)).toBeLessThan(LIMITS.lumaCell);
  });

  test('is not alarmed by coding, weak or strong', () => {
    for (const levels of [0.1, 3, 12]) expect(line(noise(levels))).toBeLessThan(3.5);
  });

  test('lets a strong colour fade by as much as coding may take from it', () => {
    const words = withWords(noise(2), 4);
    const expected = noiseOfCoding(words, words, causes, COLUMNS);
    const excused = new Float64Array(COLUMNS ** 2).fill(3);
    expect(oneWay(words, words, causes, COLUMNS, expected, excused)(8, 2)).toBeLessThan(3.5);
  });

  test('counts what motion and tone explain as unchanged', () => {
    const still = noise(3);
    expect(line(withWords(still, 6), still)).toBeLessThan(3.5);
  });
});
