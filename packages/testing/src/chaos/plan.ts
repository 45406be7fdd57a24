import { seededRandom } from '../random.ts';

/** Which photo is asked about by each analysis: all at least once, in an order of its own. */
export function planOf(analyses: number, photos: number, seed: number): number[] {
  const random = seededRandom(seed);
  const plan = Array.from({ length: analyses }, (_, at) =>
    at < photos ? at : Math.floor(random() * photos),
  );
  for (let at = plan.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [plan[at], plan[other]] = [plan[other] ?? 0, plan[at] ?? 0];
  }
  return plan;
}
