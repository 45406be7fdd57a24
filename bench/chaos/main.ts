import { parseArgs } from 'node:util';
import { paidAtMost, runChaos } from '@jmj/testing/chaos';

/** `pnpm chaos [--analyses 10000] [--photos 2000] [--seed 1] [--calm 9] [--fsync everysec] [--output]`: exit code 1 when a promise was broken. */
const { values } = parseArgs({
  options: {
    analyses: { type: 'string', default: '10000' },
    photos: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    /** Rounds of 500 analyses after the storm, without kills, for the memory of processes. */
    calm: { type: 'string', default: '9' },
    /** Of Redis; without it as infra/redis/queue.conf has it. */
    fsync: { type: 'string' },
    /** Shows the end of what each service wrote. */
    output: { type: 'boolean', default: false },
  },
});
const { fsync } = values;
if (fsync !== undefined && fsync !== 'always' && fsync !== 'everysec')
  throw new Error('--fsync: expected always or everysec');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const megabytes = (bytes: number, digits = 0): string => `${(bytes / 1_048_576).toFixed(digits)} MB`;
const counts = (them: Record<string, number>): string =>
  Object.entries(them)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ') || 'none';

// What was started is killed when this process exits, and only then.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const report = await runChaos({
  analyses: Number(values.analyses),
  photos: Number(values.photos),
  seed: Number(values.seed),
  fsync,
  calm: { rounds: Number(values.calm), analyses: 500 },
  say,
});
const { paid, kills, left, calm, unique, places } = report;
const bound = `${unique} unique + ${kills.workers} kills × ${places} in flight`;
const rows: [string, string | number][] = [
  ['seconds of storm', report.seconds.toFixed(1)],
  [
    'killed',
    `workers ${kills.workers}, apis ${kills.apis}, Redis ${kills.redis} (appendfsync ${report.fsync})`,
  ],
  ['accepted', `${report.accepted} of ${values.analyses}`],
  ['completed', report.completed],
  ['failed', counts(report.failed)],
  ['stuck', report.stuck],
  ['lost by Redis as it was killed, sent again', report.forgotten],
  ['sent or asked again after', counts(report.refusals)],
  ['slowest request', `${report.slowestRequestMs} ms`],
  ['in the calm', `${calm.completed} of ${calm.analyses} completed`],
  ['calls that reached the provider', paid.made],
  ['paid calls', `${paid.all}; at most ${paidAtMost(report)} = ${bound}`],
  ['of these spoiled by the provider', paid.spoiled],
  ['of these for a photo that had its critique', `${paid.again}; not after a kill: ${paid.unexplained}`],
  ['calls open when their worker was killed', report.openAtKills],
  ['wrong critiques', report.wrong],
  ['keys without a TTL', counts(report.withoutTtl)],
  ['left', `${left.jobs} jobs, ${left.photos} photos, ${left.holds} holds`],
  ['processes that ended by themselves', report.ownEnds],
  ...report.memory.map(({ name, rounds, heldSlope, stormBytes }): [string, string] => [
    `memory of ${name}`,
    `held ${rounds.map(({ held }) => (held / 1_048_576).toFixed(1)).join(' ')} MB: ${megabytes(heldSlope, 2)} each 1000 analyses; ` +
      `resident ${rounds.map(({ rss }) => (rss / 1_048_576).toFixed(0)).join(' ')} MB, ${megabytes(stormBytes)} at most in the storm`,
  ]),
];
const width = Math.max(...rows.map(([name]) => name.length));
for (const [name, value] of rows) say(`${name.padEnd(width)}  ${value}`);
if (values.output) say(report.output());
say(report.broken.length === 0 ? 'all promises kept' : `BROKEN:\n  ${report.broken.join('\n  ')}`);
process.exit(report.broken.length === 0 ? 0 : 1);
