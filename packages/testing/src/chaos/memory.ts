import type { Gauged } from '../gauge.ts';

/** What one process, always the same, used after each round of analyses. */
export interface MemoryFigures {
  name: string;
  rounds: Gauged[];
  /** Bytes for each 1000 analyses of all processes, after the first third of the rounds; of what is no garbage. */
  heldSlope: number;
  /** The most that any process of that name had resident in the storm, bytes. */
  stormBytes: number;
}

/** The change of `values` with each step (least squares). */
function slopeOf(values: number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, it) => sum + it, 0) / values.length;
  const [over, under] = values.reduce(
    ([top, bottom], it, at) => [top + (at - middle) * (it - mean), bottom + (at - middle) ** 2],
    [0, 0],
  );
  return under === 0 ? 0 : over / under;
}

/** Caches fill, and code is compiled, in the first third of the rounds. */
export function memoryOf(
  name: string,
  rounds: Gauged[],
  analysesPerRound: number,
  stormBytes: number,
): MemoryFigures {
  const third = Math.ceil(rounds.length / 3);
  const per1000 = (values: number[]) => (slopeOf(values) / analysesPerRound) * 1000;
  return {
    ...{ name, rounds, stormBytes },
    heldSlope: per1000(rounds.slice(third).map(({ held }) => held)),
  };
}
