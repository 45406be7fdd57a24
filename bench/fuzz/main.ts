import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makePhoto } from '@jmj/testing/photo-maker';
import { bombs } from './bombs.ts';
import { createFindings } from './findings.ts';
import { type Figures, fuzzPhotos } from './fuzz-photos.ts';
import { fuzzRequests, replayRequest } from './fuzz-requests.ts';
import { judgeMemory } from './memory.ts';
import { photoSeeds } from './photo-seeds.ts';
import { startPhotoTarget } from './preparer-target.ts';
import { requestSeeds } from './request-seeds.ts';

/**
 * `pnpm fuzz [--cases N] [--seed N] [--deadline MS] [--bomb MS] [--clock wall|cpu] [--only photos|requests] [--replay photo:FILE|request:FILE]`: mutated photos and requests. Exits with 1 when
 * one of them crashes, hangs, or is answered with anything but a success or a problem.
 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    deadline: { type: 'string', default: '10000' },
    bomb: { type: 'string', default: '100' },
    /** What bombs are timed by: `cpu`, that of the process, is fair on a machine that has other things to do. */
    clock: { type: 'string', default: 'wall' },
    only: { type: 'string' },
    replay: { type: 'string' },
  },
});

/** Of all cases; the rest are requests. */
const SHARE_OF_PHOTOS = 0.6;

const deadlineMs = Number(values.deadline);

async function replay(what: string): Promise<void> {
  const [target = '', path = ''] = [what.slice(0, what.indexOf(':')), what.slice(what.indexOf(':') + 1)];
  const bytes = readFileSync(path);
  if (target === 'request') return console.log(await replayRequest(bytes, deadlineMs));
  const preparer = await startPhotoTarget(deadlineMs);
  console.log(await preparer.tryOne(bytes));
  await preparer.close();
}

function table(rows: Record<string, Figures>): void {
  for (const [name, it] of Object.entries(rows)) {
    const outcomes = [...it.outcomes]
      .sort(([, a], [, b]) => b - a)
      .map(([what, count]) => `${what} ${count}`);
    console.log(
      `\n${name}: ${it.cases} cases in ${it.seconds.toFixed(0)} s, slowest ${it.slowestMs.toFixed(0)} ms`,
    );
    console.log(`  ${outcomes.join(', ')}`);
    const { tries, ms, cpuMs, mostRoseBytes, decoded } = it.bombs;
    const spread = ({ middle, most }: typeof ms) => `${middle.toFixed(1)} (most ${most.toFixed(1)}) ms`;
    console.log(
      `  ${tries} tries of bombs: ${spread(ms)}, of CPU ${spread(cpuMs)}; peak memory rose by ${(mostRoseBytes / 1e6).toFixed(0)} MB at most` +
        (decoded === undefined ? '' : `; ${decoded === 0 ? 'no pixel' : 'pixels'} decoded`),
    );
    for (const [process, { held, resident, peak }] of Object.entries(it.memory))
      console.log(
        `  ${process} holds ${held.join(' ')} MB; resident ${resident.join(' ')} MB, ${peak} MB at most`,
      );
  }
}

async function run(): Promise<void> {
  const [cases, seed] = [Number(values.cases), Number(values.seed)];
  const findings = createFindings(seed);
  const photos = await photoSeeds();
  const requests = requestSeeds(photos);
  const small = { seed: 7, width: 96, height: 72 };
  const all = bombs(await makePhoto({ ...small, format: 'png' }), await makePhoto(small));
  console.log(
    `seed ${seed}: ${cases} cases from ${photos.length} photos and ${requests.length} requests; ${all.length} bombs`,
  );

  const border = Math.round(cases * ({ photos: 1, requests: 0 }[values.only ?? ''] ?? SHARE_OF_PHOTOS));
  const bombClock: 'wall' | 'cpu' = values.clock === 'cpu' ? 'cpu' : 'wall';
  const options = { seed, deadlineMs, bombMs: Number(values.bomb), bombClock };
  const figures: Record<string, Figures> = {};
  if (values.only !== 'requests')
    figures.photos = await fuzzPhotos(photos, all, { ...options, from: 0, to: border }, findings);
  if (values.only !== 'photos')
    figures.requests = await fuzzRequests(requests, all, { ...options, from: border, to: cases }, findings);
  for (const { memory } of Object.values(figures))
    for (const [process, seen] of Object.entries(memory)) judgeMemory(process, seen, findings);
  table(figures);
  const kinds = [
    'crash',
    'hang',
    'unexpected',
    'not a problem',
    'bomb taken',
    'slow bomb',
    'stuck',
    'memory',
  ] as const;
  console.log(`\n${kinds.map((kind) => `${kind}: ${findings.count(kind)}`).join(', ')}`);
  if (findings.total() > 0) process.exitCode = 1;
}

await (values.replay === undefined ? run() : replay(values.replay));
