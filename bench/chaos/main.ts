import { parseArgs } from 'node:util';
import { runChaos } from '@jmj/testing/chaos';

/** `pnpm chaos [--analyses 10000] [--photos 2000] [--seed 1] [--output]`: exit code 1 when a promise was broken. */
const { values } = parseArgs({
  options: {
    analyses: { type: 'string', default: '10000' },
    photos: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    /** Shows the end of what each service wrote. */
    output: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;
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
  say,
});
const { paid, kills, left } = report;
const rows: [string, string | number][] = [
  ['seconds', report.seconds.toFixed(1)],
  ['killed', `workers ${kills.workers}, apis ${kills.apis}, Redis ${kills.redis}`],
  ['accepted', `${report.accepted} of ${values.analyses}`],
  ['completed', report.completed],
  ['failed', counts(report.failed)],
  ['stuck', report.stuck],
  ['sent or asked again after', counts(report.refusals)],
  ['slowest request', `${report.slowestRequestMs} ms`],
  ['calls that reached the provider', paid.made],
  ['critiques paid for', `${paid.good}; at most ${report.paidAtMost} = ${report.unique} unique + kills × 10`],
  ['paid for, and cut off or malformed', paid.unusable],
  ['wrong critiques', report.wrong],
  ['keys without a TTL', counts(report.withoutTtl)],
  ['left', `${left.jobs} jobs, ${left.photos} photos, ${left.holds} holds`],
  ['processes that ended by themselves', report.ownEnds],
  ...report.memory.map(({ name, firstBytes, lastBytes, mostBytes }): [string, string] => [
    `memory of ${name}`,
    `${megabytes(firstBytes)} in the first third, ${megabytes(lastBytes)} in the last, ${megabytes(mostBytes)} at most`,
  ]),
];
const width = Math.max(...rows.map(([name]) => name.length));
for (const [name, value] of rows) say(`${name.padEnd(width)}  ${value}`);
if (values.output) say(report.output());
say(report.broken.length === 0 ? 'all promises kept' : `BROKEN:\n  ${report.broken.join('\n  ')}`);
process.exit(report.broken.length === 0 ? 0 : 1);
