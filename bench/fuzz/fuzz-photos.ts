import { performance } from 'node:perf_hooks';
import { type BombFigures, createBombCosts } from './bomb-costs.ts';
import type { Bomb } from './bombs.ts';
import type { Findings } from './findings.ts';
import { type MemoryFigures, watchMemory } from './memory.ts';
import { mutate } from './mutate.ts';
import type { Seed } from './photo-seeds.ts';
import { type PhotoOutcome, startPhotoTarget } from './preparer-target.ts';
import { randomOfCase } from './random.ts';

export interface RunOptions {
  seed: number;
  /** Numbers of the cases: from, and below. */
  from: number;
  to: number;
  deadlineMs: number;
  bombMs: number;
  /** What `bombMs` is measured in: CPU time of the process where the machine has other things to do. */
  bombClock: 'wall' | 'cpu';
}

export interface Figures {
  cases: number;
  outcomes: Map<string, number>;
  slowestMs: number;
  bombs: BombFigures;
  memory: Record<string, MemoryFigures>;
  seconds: number;
}

/** Each of them is judged. */
export const BOMB_ROUNDS = 5;

export const photoOfCase = (seeds: readonly Seed[], seed: number, index: number) => {
  const random = randomOfCase(seed, index);
  const { name, bytes } = random.pick(seeds);
  return {
    name: `${index} (${name})`,
    bytes: mutate(
      bytes,
      random,
      seeds.map((it) => it.bytes),
    ),
  };
};

/** Gives mutated photos to a process that prepares them as a worker does, one after the other. */
export async function fuzzPhotos(
  seeds: readonly Seed[],
  bombs: readonly Bomb[],
  { seed, from, to, deadlineMs, bombMs, bombClock }: RunOptions,
  findings: Findings,
): Promise<Figures> {
  const since = performance.now();
  const target = await startPhotoTarget(deadlineMs);
  const outcomes = new Map<string, number>();
  let slowestMs = 0;
  const costs = createBombCosts('photo', { ms: bombMs, clock: bombClock }, findings);

  async function tryOne(name: string, bytes: Buffer): Promise<PhotoOutcome | undefined> {
    const result = await target.tryOne(bytes);
    if (result === 'crash' || result === 'hang') {
      findings.add({ kind: result, target: 'photo', name, what: 'the process that prepares photos', bytes });
      return undefined;
    }
    const { outcome } = result;
    if (outcome.startsWith('unexpected'))
      findings.add({ kind: 'unexpected', target: 'photo', name, what: outcome, bytes });
    if (outcome === 'prepared' && result.decoded === 0)
      findings.add({ kind: 'unexpected', target: 'photo', name, what: 'decoding is not counted', bytes });
    return { ...result, outcome: outcome.startsWith('unexpected') ? 'unexpected' : outcome };
  }

  try {
    for (const { name, bytes } of seeds) await tryOne(name, bytes);
    const memory = watchMemory(target.gauge, { from, to });
    for (let round = 0; round < BOMB_ROUNDS; round++)
      for (const { name, bytes } of bombs) {
        const before = await target.gauge('from now');
        const result = await tryOne(`bomb ${name}`, bytes);
        if (!result) continue;
        const after = await target.gauge('now');
        const { ms, decoded } = result;
        const roseBytes = after.peakRss - before.rss;
        costs.add(name, bytes, { ms, decoded, roseBytes, cpuMs: after.cpuMs - before.cpuMs });
        if (result.outcome === 'prepared')
          findings.add({ kind: 'bomb taken', target: 'photo', name, what: 'it was prepared', bytes });
      }
    await target.gauge('from now');
    for (let index = from; index < to; index++) {
      if (memory.isTime(index)) await memory.look();
      const { name, bytes } = photoOfCase(seeds, seed, index);
      const result = await tryOne(name, bytes);
      if (result) {
        outcomes.set(result.outcome, (outcomes.get(result.outcome) ?? 0) + 1);
        slowestMs = Math.max(slowestMs, result.ms);
      }
    }
    await memory.look();
    const seconds = (performance.now() - since) / 1000;
    return {
      cases: to - from,
      outcomes,
      slowestMs,
      bombs: costs.figures(),
      memory: { preparer: memory.figures() },
      seconds,
    };
  } finally {
    await target.close();
  }
}
