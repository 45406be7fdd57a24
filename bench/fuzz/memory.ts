import type { Gauged, GaugeQuestion } from '@jmj/testing/gauge';
import type { Findings } from './findings.ts';

export interface MemoryFigures {
  cases: number;
  /** What is no garbage, MB, as the run went on. */
  held: number[];
  resident: number[];
  peak: number;
}

const MB = 1e6;
/** So much a process may ever have resident: 6 bytes for each of the 100 megapixels that are decoded at a time, and itself. */
const MOST_RESIDENT_MB = 900;
/** From the middle of a run to its end, when caches are full and code is compiled: of what is no garbage, and of all. */
const MOST_HELD_MB = 8;
const MOST_RESIDENT_GROWTH_MB = 60;
/** In a shorter run nothing is said of growth: it is all warming up. */
const ENOUGH_CASES = 4000;
/** Looks in a run. */
const LOOKS = 8;

/** Looks at one process now and then, after its garbage is collected. */
export function watchMemory(
  gauge: (question: GaugeQuestion) => Promise<Gauged>,
  { from, to }: { from: number; to: number },
) {
  const seen: Gauged[] = [];
  const every = Math.max(1, Math.ceil((to - from) / LOOKS));
  const look = async () => void seen.push(await gauge('collected'));
  const inMb = (read: (it: Gauged) => number) => seen.map((it) => Math.round(read(it) / MB));
  return {
    look,
    /** Before which cases of the run it is time to look. */
    isTime: (index: number): boolean => (index - from) % every === 0,
    figures: (): MemoryFigures => ({
      cases: to - from,
      held: inMb(({ held }) => held),
      resident: inMb(({ rss }) => rss),
      peak: Math.max(0, ...inMb(({ peakRss }) => peakRss)),
    }),
  };
}

const grewBy = (values: number[]): number =>
  (values.at(-1) ?? 0) - (values[Math.floor(values.length / 2)] ?? 0);

/** Adds what is too much to the findings. */
export function judgeMemory(
  name: string,
  { cases, held, resident, peak }: MemoryFigures,
  findings: Findings,
): void {
  const target = name === 'preparer' ? 'photo' : 'request';
  const find = (what: string) => findings.add({ kind: 'memory', target, name, what });
  if (peak > MOST_RESIDENT_MB) find(`${peak} MB at its peak`);
  if (cases < ENOUGH_CASES) return;
  if (grewBy(held) > MOST_HELD_MB) find(`holds ever more: ${held.join(' ')} MB`);
  if (grewBy(resident) > MOST_RESIDENT_GROWTH_MB) find(`grows: ${resident.join(' ')} MB`);
}
