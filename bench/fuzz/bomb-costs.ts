import type { Findings } from './findings.ts';

/** What one try of a bomb cost. */
export interface BombTry {
  ms: number;
  /** Of all threads of the process. */
  cpuMs: number;
  /** By how much the peak of its resident memory rose above what it was before. */
  roseBytes: number;
  /** 0 when no pixel was decoded; nothing where there is no decoder. */
  decoded?: number | undefined;
}

export interface BombFigures {
  tries: number;
  ms: { middle: number; most: number };
  cpuMs: { middle: number; most: number };
  mostRoseBytes: number;
  decoded: number | undefined;
}

/** A file of 25 MB is held some times over on its way: as it is sent, taken, and kept for its hash. What it unpacks to is gigabytes. */
const MOST_COPIES = 6;
const ROOM_BYTES = 48 * 2 ** 20;

const middleOf = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const spread = (values: number[]) => ({ middle: middleOf(values), most: Math.max(0, ...values) });

/**
 * By the clock on the wall every single try is judged, which is only fair on a machine that does nothing else; by CPU time, which others on
 * the same cores stretch too, the middle one of a bomb's tries.
 */
export function createBombCosts(
  target: 'photo' | 'request',
  limits: { ms: number; clock: 'wall' | 'cpu' },
  findings: Findings,
) {
  const tries: BombTry[] = [];
  const byName = new Map<string, { bytes: Buffer; cpuMs: number[] }>();
  return {
    add(name: string, bytes: Buffer, it: BombTry): void {
      tries.push(it);
      const known = byName.get(name) ?? { bytes, cpuMs: [] };
      byName.set(name, { bytes, cpuMs: [...known.cpuMs, it.cpuMs] });
      const find = (kind: 'slow bomb' | 'bomb taken', what: string) =>
        findings.add({ kind, target, name, what, bytes });
      if (limits.clock === 'wall' && it.ms > limits.ms) find('slow bomb', `${it.ms.toFixed(1)} ms`);
      if (it.decoded) find('bomb taken', `${it.decoded} pictures were decoded`);
      if (it.roseBytes > ROOM_BYTES + MOST_COPIES * bytes.length)
        find('bomb taken', `${(it.roseBytes / 1e6).toFixed(0)} MB were taken`);
    },
    /** To be called once, after all tries. */
    figures(): BombFigures {
      for (const [name, { bytes, cpuMs }] of byName) {
        const what = `${middleOf(cpuMs).toFixed(1)} ms of CPU`;
        if (limits.clock === 'cpu' && middleOf(cpuMs) > limits.ms)
          findings.add({ kind: 'slow bomb', target, name, what, bytes });
      }
      return {
        tries: tries.length,
        ms: spread(tries.map(({ ms }) => ms)),
        cpuMs: spread(tries.map(({ cpuMs }) => cpuMs)),
        mostRoseBytes: Math.max(0, ...tries.map(({ roseBytes }) => roseBytes)),
        decoded: tries.some(({ decoded }) => decoded !== undefined)
          ? tries.reduce((sum, { decoded = 0 }) => sum + decoded, 0)
          : undefined,
      };
    },
  };
}
