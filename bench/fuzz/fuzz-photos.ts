import { performance } from 'node:perf_hooks';
import { createBombTimes } from './bomb-times.ts';
import type { Bomb } from './bombs.ts';
import type { Findings } from './findings.ts';
import { watchMemory } from './memory.ts';
import { mutate } from './mutate.ts';
import type { Seed } from './photo-seeds.ts';
import { startPhotoTarget } from './preparer-target.ts';
import { randomOfCase } from './random.ts';

export interface RunOptions {
  seed: number;
  /** Numbers of the cases: from, and below. */
  from: number;
  to: number;
  deadlineMs: number;
  bombMs: number;
}

export interface Figures {
  cases: number;
  outcomes: Map<string, number>;
  slowestMs: number;
  worstBombMs: number;
  memory: Record<string, { first: number; last: number; peak: number }>;
  seconds: number;
}

const WARM_UP = 50;
const BOMB_ROUNDS = 3;

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
  { seed, from, to, deadlineMs, bombMs }: RunOptions,
  findings: Findings,
): Promise<Figures> {
  const since = performance.now();
  const target = await startPhotoTarget(deadlineMs);
  const outcomes = new Map<string, number>();
  let slowestMs = 0;
  const times = createBombTimes('photo');

  async function tryOne(name: string, bytes: Buffer): Promise<{ outcome: string; ms: number } | undefined> {
    const result = await target.tryOne(bytes);
    if (result === 'crash' || result === 'hang') {
      findings.add({ kind: result, target: 'photo', name, what: 'the process that prepares photos', bytes });
      return undefined;
    }
    const { outcome, ms } = result;
    if (outcome.startsWith('unexpected'))
      findings.add({ kind: 'unexpected', target: 'photo', name, what: outcome, bytes });
    return { outcome: outcome.startsWith('unexpected') ? 'unexpected' : outcome, ms };
  }

  try {
    for (const { name, bytes } of seeds) await tryOne(name, bytes);
    const memory = watchMemory(target.pid);
    for (let round = 0; round < BOMB_ROUNDS; round++)
      for (const { name, bytes } of bombs) {
        const result = await tryOne(`bomb ${name}`, bytes);
        if (!result) continue;
        times.add(name, bytes, result.ms);
        if (result.outcome === 'prepared')
          findings.add({ kind: 'bomb taken', target: 'photo', name, what: 'it was prepared', bytes });
      }
    const worstBombMs = times.worst(bombMs, findings);
    for (let index = from; index < to; index++) {
      const { name, bytes } = photoOfCase(seeds, seed, index);
      const result = await tryOne(name, bytes);
      if (result) {
        outcomes.set(result.outcome, (outcomes.get(result.outcome) ?? 0) + 1);
        slowestMs = Math.max(slowestMs, result.ms);
      }
      if (index % WARM_UP === 0) memory.sample();
    }
    memory.sample();
    const seconds = (performance.now() - since) / 1000;
    return {
      cases: to - from,
      outcomes,
      slowestMs,
      worstBombMs,
      memory: { preparer: memory.figures() },
      seconds,
    };
  } finally {
    await target.close();
  }
}
