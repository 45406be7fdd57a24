import { startFleet } from '@jmj/testing/fleet';
import { type Replayed, replay } from './replay.ts';
import { makeDay, type Visit } from './traffic.ts';

/** `pnpm bench day [--visits N]`: a day of traffic through the whole service, and what it would have cost otherwise. */
const at = process.argv.indexOf('--visits');
const VISITS = at > 0 ? Number(process.argv[at + 1]) : 1500;
const SHAPE = { pictures: Math.ceil(VISITS / 10), visits: VISITS, copies: 0.25, bursts: 0.3, seed: 7 };
/** What a call to the provider takes, ms: enough for bursts to meet in flight. */
const CALL_MS = 150;

interface Outcome extends Replayed {
  calls: number;
}

async function run(visits: Visit[], twins: 'on' | 'off'): Promise<Outcome> {
  const fleet = await startFleet({ workers: 2, openai: { latencyMs: CALL_MS }, env: { TWINS: twins } });
  try {
    return { ...(await replay(fleet, visits)), calls: fleet.openai.calls.length };
  } finally {
    await fleet.close();
  }
}

const percent = (part: number): string => `${((part / VISITS) * 100).toFixed(1)} %`;

function show(name: string, calls: number, note: string): void {
  console.log(
    `  ${name.padEnd(34)} ${String(calls).padStart(6)} calls   saved ${percent(VISITS - calls).padStart(7)}   ${note}`,
  );
}

const visits = await makeDay(SHAPE);
const exact = new Set(visits.map(({ sha256, tone, language }) => `${sha256} ${tone} ${language}`)).size;
console.log(
  `${VISITS} visits to ${SHAPE.pictures} pictures (Zipf), 25 % as re-encoded copies, 3 tones, 2 languages, 30 % in bursts\n`,
);
const off = await run(visits, 'off');
const on = await run(visits, 'on');
const hits = on.bySource.cache ?? 0;
const twinHits = on.bySource.twin ?? 0;
show('no cache', VISITS, '(every visit is a call)');
show('a cache keyed on exact bytes', exact, '(counted: distinct file × tone × language)');
show('this service, TWINS=off', off.calls, `uploads ${off.uploads}, ${off.seconds.toFixed(1)} s`);
show('this service', on.calls, `uploads ${on.uploads}, ${on.seconds.toFixed(1)} s`);
console.log(`\n  answered by: ${JSON.stringify(on.bySource)}`);
console.log(
  `  hit rate: exact ${percent(hits)}, twin ${percent(twinHits)}; not sent at all ${percent(VISITS - on.uploads)}`,
);
const met = on.calls < off.calls && off.calls <= exact && (hits + twinHits) / VISITS > 0.4;
console.log(
  `  aim: hit rate above 40 %, twins save calls, never more calls than exact bytes: ${met ? 'met' : 'NOT MET'}`,
);
process.exitCode = met ? 0 : 1;
