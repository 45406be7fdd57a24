import { largest, quantile, windowMeans } from './grids.ts';
import { BORDER, type Noise } from './noise.ts';

/** Standard errors that compression leaves in all but these windows; half of one more is left to chance. */
const USUAL = 0.98;
const CHANCE = 0.5;

/**
 * How far a place of the given shape became brighter or darker as one, or of another colour, in standard errors of the noise that the
 * coding of the two files explains; and that against the picture's other places. Noise goes up and down, so that it cancels out
 * over a place. Letters, and logos, go one way: words too faint for any cell to show add up.
 * @param difference of all cells
 * @param still the same with motion and tone taken back: the smaller of the two counts
 * @param causes of each cell's noise
 * @param noise to expect of places with such mean causes
 * @param excused levels that each cell may change one way
 */
export const oneWay = (
  difference: Float64Array,
  still: Float64Array,
  causes: readonly Float64Array[],
  columns: number,
  noise: Noise,
  excused?: Float64Array,
): ((across: number, down: number) => number) => {
  return (across, down) => {
    const over = (values: Float64Array): Float64Array => windowMeans(values, columns, across, BORDER, down);
    const means = over(difference);
    const stills = still === difference ? means : over(still);
    const variances = noise(causes.map(over));
    const free = excused && over(excused);
    const errors = means.map((mean, i) => {
      const moved = Math.min(Math.abs(mean), Math.abs(stills[i] ?? 0)) - (free?.[i] ?? 0);
      return Math.max(0, moved) * Math.sqrt((across * down) / (variances[i] ?? 1));
    });
    return largest(errors) / Math.sqrt(CHANCE + quantile(errors, USUAL));
  };
};
