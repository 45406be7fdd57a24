import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { comparePairs } from './pairs.ts';
import { fetchPackages, listPhotos } from './photos.ts';
import { printCopies, printEdits, printMargins, quantile } from './report.ts';
import { type Described, type Outcome, tryPhoto } from './trial.ts';

const RECALL_AIM = 0.97;
const CACHE = join(import.meta.dirname, '../../.data/bench/photos');

const { values: options } = parseArgs({
  options: {
    photos: { type: 'string' },
    limit: { type: 'string' },
    set: { type: 'string', default: 'held-out' },
    kind: { type: 'string', default: 'photographs' },
    cache: { type: 'string', default: CACHE },
    seed: { type: 'string', default: 'report' },
  },
});

/** Spreads a limited run over the whole set. */
const thinned = <T>(items: T[], limit: number): T[] =>
  items.filter(
    (_, i) => Math.floor((i * limit) / items.length) !== Math.floor(((i - 1) * limit) / items.length),
  );

sharp.concurrency(1);
sharp.cache(false);
const listed = await listPhotos(options.photos ?? fetchPackages(options.cache));
const wanted = listed.filter(
  ({ set, photograph }) =>
    (options.photos !== undefined || options.set === 'all' || set === options.set) &&
    (options.kind === 'all' || photograph === (options.kind === 'photographs')),
);
const photos =
  options.limit === undefined ? wanted : thinned(wanted, Math.min(Number(options.limit), wanted.length));
if (photos.length === 0) throw new Error('no photo to try');
console.log(
  `${photos.length} of ${listed.length} pictures (${options.photos ?? options.set}, ${options.kind}):`,
);

const outcomes: Outcome[] = [];
const described: Described[] = [];
for (const photo of photos) {
  const start = performance.now();
  const tried = await tryPhoto(photo, options.seed);
  if (tried === undefined) continue;
  outcomes.push(...tried.outcomes);
  described.push(tried.original);
  console.log(
    `  ${photo.width}×${photo.height} ${photo.name} ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
}

const recall = printCopies(outcomes);
const falseEdits = printEdits(outcomes);
printMargins(outcomes);
const falsePairs = await comparePairs(listed);

const bytes = described.map((it) => it.bytes);
const times = described.map((it) => it.milliseconds);
console.log(
  `Descriptor: median ${quantile(bytes, 0.5)} bytes, largest ${quantile(bytes, 1)}; median ${quantile(times, 0.5).toFixed(1)} ms`,
);
const wrong = falseEdits + falsePairs;
console.log(
  `\nRecall ${recall >= RECALL_AIM ? 'met' : 'NOT met'} (${recall.toFixed(4)}, aim ${RECALL_AIM}); false matches ${wrong} (aim 0)`,
);
process.exitCode = recall >= RECALL_AIM && wrong === 0 ? 0 : 1;
