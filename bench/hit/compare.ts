import type { Load } from './load.ts';

export interface Comparison {
  name: string;
  /** Of the rates, ours to the floor's. Without one the figures are for the record. */
  aim?: number;
  floor(seconds: number): Promise<Load>;
  ours(seconds: number): Promise<Load>;
}

/** Before it counts: code is compiled and memories are filled. */
const WARM_UP_SECONDS = 1;

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function tell(side: string, loads: Load[]): string {
  const of = (figure: keyof Load) => median(loads.map((it) => it[figure]));
  const times = `p50 ${of('p50').toFixed(2)} ms, p99 ${of('p99').toFixed(1)} ms`;
  return `  ${side.padEnd(5)} ${of('perSecond').toFixed(0)}/s, ${times}; ${of('cpuMicros').toFixed(1)} µs of the server's processor each`;
}

/** One after the other, in turns, so that both see the same machine; medians of the rounds. Answers whether the aim is met. */
export async function compare(it: Comparison, rounds: number, seconds: number): Promise<boolean> {
  const floors: Load[] = [];
  const ours: Load[] = [];
  await it.floor(WARM_UP_SECONDS);
  await it.ours(WARM_UP_SECONDS);
  for (let round = 0; round < rounds; round++) {
    floors.push(await it.floor(seconds));
    ours.push(await it.ours(seconds));
  }
  const ratios = (ratio: (floor: Load, our: Load) => number) =>
    floors.map((floor, n) => ratio(floor, ours[n] ?? floor));
  const rates = ratios((floor, our) => our.perSecond / floor.perSecond);
  const works = ratios((floor, our) => floor.cpuMicros / our.cpuMicros);
  const met = it.aim === undefined || median(rates) >= it.aim;
  const verdict = it.aim === undefined ? 'no aim' : `aim ≥ ${it.aim}: ${met ? 'met' : 'NOT MET'}`;
  const each = rates.map((ratio) => ratio.toFixed(2)).join(' ');
  console.log(
    `${it.name}\n${tell('floor', floors)}\n${tell('ours', ours)}\n` +
      `  ratio ${median(rates).toFixed(2)} (${each}; by processor time ${median(works).toFixed(2)}); ${verdict}\n`,
  );
  return met;
}
