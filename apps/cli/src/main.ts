#!/usr/bin/env node
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LANGUAGES, PHOTO_TYPES, TONES } from '@jmj/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { analyze } from './analyze.ts';
import { up } from './up/index.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const { env } = process;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('expected a whole number, at least 1');
  return value;
}

const jmj = new Command('jmj').description('JudgeMyJPEG analysis service');

jmj
  .command('up')
  .description('start everything on this machine: Redis, worker, dashboard, api and page')
  .option('--workers <n>', 'how many worker processes', wholeNumber, 1)
  .option('--watch', 'restart a service when its source changes', false)
  .action(async ({ workers, watch }: { workers: number; watch: boolean }) => {
    process.exitCode = await up({ root, env, workers, watch });
  });

jmj
  .command('analyze')
  .description('send photos to a running service and print their critiques')
  .argument('<file...>', 'photos')
  .addOption(new Option('--tone <tone>', 'how it is told').choices(TONES).default('professional'))
  .addOption(new Option('--language <language>', 'language of the critique').choices(LANGUAGES).default('fr'))
  .addOption(new Option('--photo-type <type>', 'kind of photo').choices(PHOTO_TYPES).default('general'))
  .option('--user <id>', 'whose photos they are')
  .option('--json', 'one JSON line per photo on standard output', false)
  .option('--url <url>', 'the api', env.JMJ_URL ?? 'http://localhost:3000')
  .option('--concurrency <n>', 'photos at once', wholeNumber, 4)
  .action(async (files: string[], options) => {
    process.exitCode = await analyze(files, { ...options, apiKey: env.JMJ_API_KEY });
  });

await jmj.parseAsync();
