import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchResult } from '@jmj/contracts';
import { batchCalls, makeAlbum, until } from '@jmj/testing/album';
import { startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';

/** `pnpm bench batch [--photos N]`: a batch of which 30 % are copies, its worker killed twice, and somebody who cannot wait. */
const at = process.argv.indexOf('--photos');
const PHOTOS = at > 0 ? Number(process.argv[at + 1]) : 1000;
const COPIES = Math.round(PHOTOS * 0.3);
const PICTURES = PHOTOS - COPIES;
/** What a call to the provider takes, ms. */
const CALL_MS = 800;
const PROBES = 20;
const LONGEST_MS = 900_000;

const fleet = await startFleet({
  workers: 2,
  openai: { latencyMs: CALL_MS, batchMs: 5000 },
  env: { BATCH_POLL_MS: '500', WORKER_LOCK_MS: '3000' },
});
const calls = batchCalls(fleet);
const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

let seed = 500_000;
/** From sending a new photo to its critique, ms. */
async function probe(): Promise<number> {
  const photo = await makePhoto({ seed: seed++, width: 900, height: 600 });
  const since = performance.now();
  const answer = await fleet.upload(photo, { tone: 'learning' }, { prefer: 'wait=60' });
  const { status } = (await answer.json()) as { status: string };
  if (status !== 'completed') throw new Error(`an interactive request ended ${status}`);
  return performance.now() - since;
}

const quantile = (times: number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ??
  Number.NaN;
const told = (times: number[]): string =>
  `median ${quantile(times, 0.5).toFixed(0)} ms, p90 ${quantile(times, 0.9).toFixed(0)} ms, of ${times.length}`;

async function kill(worker: number): Promise<void> {
  const victim = fleet.workers[worker];
  victim?.kill('SIGKILL');
  await victim?.ended;
  fleet.workers[worker] = await fleet.startWorker();
}

try {
  const album = await makeAlbum({ pictures: PICTURES, copies: COPIES, seed: 1 });
  console.log(
    `${PHOTOS} photos of ${PICTURES} pictures, ${COPIES} copies: half byte for byte, half as another file; 2 workers, a call takes ${CALL_MS} ms\n`,
  );
  for (let n = 0; n < 3; n++) await probe();
  const idle: number[] = [];
  for (let n = 0; n < PROBES; n++) idle.push(await probe());
  const before = fleet.openai.bill.calls.length;

  const since = Date.now();
  const batch = await calls.create(album);
  console.log(
    `  made in ${seconds(since)}: ${batch.estimated?.critiques} critiques to be made, ${batch.missing.length} photos to send`,
  );
  await calls.sendAll(batch, album);
  console.log(`  sent after ${seconds(since)}`);

  for (const [victim, made] of [1, PHOTOS > 400 ? 3 : 2].entries()) {
    await until(() => fleet.openai.batches.all.length >= made, LONGEST_MS);
    await kill(victim);
    console.log(
      `  worker ${victim + 1} killed after ${seconds(since)}, when the provider had ${made} of our batches`,
    );
  }
  await sleep(4000); // until a killed worker's jobs are taken over nobody can be answered by it

  const during: number[] = [];
  const isUnderWay = async () => (await calls.look(batch.id)).status === 'running';
  while (during.length < 4 * PROBES && (await isUnderWay())) during.push(await probe());
  await until(async () => !(await isUnderWay()), LONGEST_MS);
  const done = await calls.look(batch.id);
  const took = seconds(since);

  const paid = fleet.openai.bill.calls.filter(({ tier }) => tier === 'batch').length;
  const others = fleet.openai.bill.calls.length - before - during.length - paid;
  const results: BatchResult[] = await calls.results(batch.id);
  const bySource: Record<string, number> = {};
  for (const { analysis } of results)
    bySource[analysis?.source ?? 'none'] = (bySource[analysis?.source ?? 'none'] ?? 0) + 1;
  const photosLeft = [...(await fleet.redis.keys()).keys()].filter((key) => /photo:[0-9a-f]{64}/.test(key));
  const usd = fleet.openai.bill.calls
    .filter(({ tier }) => tier === 'batch')
    .reduce((sum, { picodollars }) => sum + picodollars, 0);

  console.log(
    `\n  completed ${done.counts.completed} of ${PHOTOS} after ${took}; answered by ${JSON.stringify(bySource)}`,
  );
  console.log(
    `  paid ${paid} at the batch price, $${(usd / 1e12).toFixed(4)}, and ${others} otherwise, for ${PICTURES} pictures`,
  );
  console.log(
    `  left: ${photosLeft.length} photos in Redis, ${fleet.openai.batches.files.size} files at the provider`,
  );
  console.log(`  interactive, idle:             ${told(idle)}`);
  console.log(`  interactive, during the batch: ${told(during)}`);
  const ratio = quantile(during, 0.5) / quantile(idle, 0.5);
  const worst = quantile(during, 0.9) / quantile(idle, 0.9);
  console.log(`  ratio: median ${ratio.toFixed(2)}, p90 ${worst.toFixed(2)}`);
  const met = done.counts.completed === PHOTOS && paid + others === PICTURES && ratio <= 1.5;
  console.log(
    `  aim: each picture paid once, all complete, interactive within 1.5 of idle: ${met ? 'met' : 'NOT MET'}`,
  );
  process.exitCode = met ? 0 : 1;
} finally {
  await fleet.close();
}
