import type { Gauged } from '../gauge.ts';
import type { Left } from './left.ts';
import type { MemoryFigures } from './memory.ts';
import type { PaidCalls } from './paid.ts';

export interface ChaosReport {
  seconds: number;
  /** How Redis wrote its append-only file. */
  fsync: string;
  accepted: number;
  completed: number;
  /** By the code that they ended with. */
  failed: Record<string, number>;
  stuck: number;
  /** Accepted within two seconds before Redis was killed, lost by it, and sent again by the client. */
  forgotten: number;
  refusals: Record<string, number>;
  slowestRequestMs: number;
  kills: { workers: number; apis: number; redis: number };
  /** Processes that ended without having been killed. */
  ownEnds: number;
  /** In the storm, as the number of photos. */
  paid: PaidCalls;
  unique: number;
  /** Analyses of one worker at once. */
  places: number;
  /** Calls that had no answer yet when their worker was killed, all kills together. */
  openAtKills: number;
  wrong: number;
  withoutTtl: Record<string, number>;
  left: Left;
  /** After the storm, with the same processes and no more kills. */
  calm: { analyses: number; completed: number };
  memory: MemoryFigures[];
  /** What was not as promised; empty when all was. */
  broken: string[];
  /** The end of what services wrote, for who has to find out why. */
  output(): string;
}

export type Found = Omit<ChaosReport, 'broken'>;

const MB = 1_048_576;
/** Of what is no garbage, for each 1000 analyses; a critique is some 4 KB and a photo here 2 KB, so one in four that stayed would be seen. */
const HELD_SLOPE = 1 * MB;
/** Between the most that was resident up to the middle of the calm and the most after it: V8 takes and gives back pages as it likes, so a slope is noise. */
const RESIDENT_GROWTH = 60 * MB;
/** Of the photos, for which a worker was silent for the time of its lock, or a call timed out, because the machine was too busy. */
const SILENT = 0.02;
/**
 * With fewer analyses in the calm nothing is said of slopes. Such short forms run beside other tests, where a worker that gets no CPU for
 * the time of its lock loses its jobs, and they are paid for again without a death.
 */
const ENOUGH_TO_TELL = 2000;

export const paidAtMost = ({ unique, kills, places }: Pick<Found, 'unique' | 'kills' | 'places'>): number =>
  unique + kills.workers * places;

/** What was not as promised. */
export function judge(found: Found, asked: { analyses: number }): string[] {
  const broken: string[] = [];
  const expect = (holds: boolean, what: string) => void (holds || broken.push(what));
  const counted = (them: Record<string, number>) =>
    Object.entries(them)
      .map(([what, count]) => `${count} × ${what}`)
      .join(', ');
  const { paid, left, calm } = found;
  expect(found.accepted === asked.analyses, `accepted: ${found.accepted} of ${asked.analyses}`);
  expect(Object.keys(found.failed).length === 0, `failed: ${counted(found.failed)}`);
  expect(found.stuck === 0, `stuck: ${found.stuck}`);
  expect(calm.completed === calm.analyses, `in the calm ${calm.completed} of ${calm.analyses} completed`);
  expect(paid.all <= paidAtMost(found), `paid: ${paid.all} calls, at most ${paidAtMost(found)}`);
  expect(found.wrong === 0, `wrong critiques: ${found.wrong}`);
  expect(found.ownEnds === 0, `processes that ended by themselves: ${found.ownEnds}`);
  expect(Object.keys(found.withoutTtl).length === 0, `keys without a TTL: ${counted(found.withoutTtl)}`);
  expect(
    left.jobs === 0 && left.photos === 0 && left.holds === 0,
    `left: ${left.jobs} jobs, ${left.photos} photos, ${left.holds} holds`,
  );
  if (calm.analyses < ENOUGH_TO_TELL) return broken;
  expect(
    paid.unexplained <= found.unique * SILENT,
    `paid again although nobody was killed: ${paid.unexplained}`,
  );
  for (const { name, heldSlope, rounds, stormBytes } of found.memory) {
    const each1000 = (bytes: number) => `${(bytes / MB).toFixed(2)} MB each 1000 analyses`;
    expect(heldSlope <= HELD_SLOPE, `memory of ${name} holds ${each1000(heldSlope)} more`);
    const most = (of: Gauged[]) => Math.max(...of.map(({ rss }) => rss));
    const middle = Math.ceil(rounds.length / 2);
    const grown = most(rounds.slice(middle)) - Math.max(stormBytes, most(rounds.slice(0, middle)));
    expect(
      grown <= RESIDENT_GROWTH,
      `memory of ${name}: ${(grown / MB).toFixed(0)} MB more resident in the end`,
    );
  }
  return broken;
}
