#!/usr/bin/env node
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LANGUAGES, PHOTO_TYPES, QUALITIES, SPEEDS, TONES } from '@jmj/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { analyze } from './analyze.ts';
import { addBatchCommand } from './batch/command.ts';
import { addEraseCommand } from './erase/command.ts';
import { addKeysCommands } from './keys/commands.ts';
import { addMoneyCommands } from './money/commands.ts';
import { up } from './up/index.ts';
import { warm } from './warm/index.ts';
import { confirmOn, interruption } from './warm/person.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const { env } = process;

const UP_HELP = `
Environment:
  PORT, DASHBOARD_PORT   where the api and the dashboard listen (3000, 3001)
  API_KEYS               tenant:key[,tenant:key…]; without it, no key is needed from this machine
  ADMIN_KEY              opens the dashboard; without it, one is made, kept and shown
  REDIS_URL              a Redis to use; without it, one is started
  OPENAI_API_KEY         judge with OpenAI; without it, with local measurements
  DATA_DIR               where the data of Redis and the admin key are kept (.data)
`;

const ANALYZE_HELP = `
Environment:
  JMJ_URL       the api, where --url is not given
  JMJ_API_KEY   the key of your tenant

Ends with 1 when any photo could not be judged; the others are printed all the same.

Examples:
  jmj analyze --tone roast --language en holiday.jpg
  jmj analyze --json *.jpg > critiques.jsonl
`;

const WARM_HELP = `
Looks which critiques are missing, says what they cost, asks, and has them made behind everything that somebody waits for.
Interrupt it with Ctrl-C and start it again: what is known is skipped, what is under way is joined, nothing is paid twice.

Environment:
  JMJ_URL         the api, where --url is not given
  JMJ_ADMIN_KEY   the ADMIN_KEY of the service

Ends with 1 when any failed, with 130 when it was interrupted.

Examples:
  jmj warm photos/ --tone roast,professional --language fr,en --tenant web
  jmj warm urls.txt --tenant web --yes --json > warm.jsonl
`;

/** A list of words out of a closed one, each once. */
function listOf<Word extends string>(words: readonly Word[]): (text: string) => Word[] {
  return (text) => {
    const given = new Set(text.split(',').map((it) => it.trim()));
    const chosen = words.filter((word) => given.has(word));
    if (chosen.length < given.size) throw new InvalidArgumentError(`Allowed are ${words.join(', ')}.`);
    return chosen;
  };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number, at least 1.');
  return value;
}

function webAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('Expected an address such as http://localhost:3000.');
  }
  return text;
}

const serviceUrl = () =>
  new Option('--url <url>', 'the api').env('JMJ_URL').default('http://localhost:3000').argParser(webAddress);

const jmj = new Command('jmj').description('JudgeMyJPEG: photos in, critiques out');

jmj
  .command('up')
  .description('start everything on this machine: Redis, workers, dashboard, api and page')
  .option('--workers <n>', 'how many worker processes', wholeNumber, 1)
  .option('--watch', 'restart a service when its source changes')
  .addHelpText('after', UP_HELP)
  .action(async ({ workers, watch }: { workers: number; watch?: boolean }) => {
    const dataDir = resolve(env.DATA_DIR || join(root, '.data'));
    process.exitCode = await up({ root, dataDir, env, workers, watch: Boolean(watch) });
  });

jmj
  .command('analyze')
  .description('send photos to a running service and print their critiques')
  .argument('<file...>', 'photos: JPEG, PNG, WebP, AVIF, GIF or TIFF')
  .addOption(new Option('--tone <tone>', 'how it is told').choices(TONES).default('professional'))
  .addOption(new Option('--language <language>', 'language of the critique').choices(LANGUAGES).default('fr'))
  .addOption(new Option('--photo-type <type>', 'kind of photo').choices(PHOTO_TYPES).default('general'))
  .addOption(
    new Option('--speed <speed>', 'interactive: at once; economy: when there is room, for less').choices(
      SPEEDS,
    ),
  )
  .addOption(new Option('--quality <quality>', 'how much of the picture is looked at').choices(QUALITIES))
  .option('--user <id>', 'whose photos they are, by your own name for them')
  .option('--json', 'one JSON line per photo on standard output')
  .addOption(serviceUrl())
  .option('--concurrency <n>', 'photos at once', wholeNumber, 4)
  .addHelpText('after', ANALYZE_HELP)
  .action(async (files: string[], options) => {
    const command = { ...options, json: Boolean(options.json), apiKey: env.JMJ_API_KEY || undefined };
    process.exitCode = await analyze(files, command, process);
  });

jmj
  .command('warm')
  .description('fill the cache for many photos before anybody asks (needs the admin key)')
  .argument('<source>', 'a folder with photos, or a text file with http(s) addresses, one per line')
  .addOption(
    new Option('--tone <list>', 'how they are told, with commas')
      .argParser(listOf(TONES))
      .default(['professional'], 'professional'),
  )
  .addOption(
    new Option('--language <list>', 'languages of the critiques, with commas')
      .argParser(listOf(LANGUAGES))
      .default(['fr'], 'fr'),
  )
  .addOption(
    new Option('--photo-type <list>', 'kinds of photo, with commas')
      .argParser(listOf(PHOTO_TYPES))
      .default(['general'], 'general'),
  )
  .requiredOption('--tenant <name>', 'whose photos they are: a tenant that has a key')
  .option('--yes', 'do not ask before paying')
  .option('--json', 'one JSON line per critique on standard output, and a summary')
  .addOption(serviceUrl())
  .option('--concurrency <n>', 'critiques under way at once; below the slots of the workers', wholeNumber, 4)
  .addHelpText('after', WARM_HELP)
  .action(async (source: string, options) => {
    const { yes, json, ...rest } = options;
    const command = {
      ...rest,
      yes: Boolean(yes),
      json: Boolean(json),
      adminKey: env.JMJ_ADMIN_KEY || undefined,
    };
    const interrupted = interruption(process);
    const terminal = {
      stdout: process.stdout,
      stderr: process.stderr,
      confirm: confirmOn(process.stdin, process.stderr, interrupted),
    };
    process.exitCode = await warm(source, command, terminal, interrupted);
  });

addBatchCommand(jmj, serviceUrl, wholeNumber, env);
addMoneyCommands(jmj, serviceUrl, env);
addEraseCommand(jmj, serviceUrl, env);
addKeysCommands(jmj, serviceUrl, env);

await jmj.parseAsync();
