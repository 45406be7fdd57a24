import type { Findings } from './findings.ts';

/** How long each bomb took at its best: a machine that is busy with something else is not what is asked about. */
export function createBombTimes(target: 'photo' | 'request') {
  const best = new Map<string, { ms: number; bytes: Buffer }>();
  return {
    add(name: string, bytes: Buffer, ms: number): void {
      best.set(name, { ms: Math.min(ms, best.get(name)?.ms ?? ms), bytes });
    },
    /** The slowest, ms. Those above the limit are findings. */
    worst(limitMs: number, findings: Findings): number {
      for (const [name, { ms, bytes }] of best)
        if (ms > limitMs)
          findings.add({ kind: 'slow bomb', target, name, what: `${ms.toFixed(1)} ms at its best`, bytes });
      return Math.max(0, ...[...best.values()].map(({ ms }) => ms));
    },
  };
}
