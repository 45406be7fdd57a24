import { type Language, MAX_BATCH_ITEMS, type PhotoType, type Quality, type Tone } from '@jmj/contracts';
import { type Batch, type BatchHandle, type Client, createClient, isJmjError } from '@jmj/sdk';
import { type Bar, createBar } from '../warm/bar.ts';
import { type Gathered, gather } from '../warm/gather.ts';
import type { WarmTerminal } from '../warm/index.ts';
import { counted } from '../warm/words.ts';
import { openResults, type ResultsFile } from './results-file.ts';
import { sendMissing } from './send.ts';
import { estimateText, explain } from './words.ts';

export interface BatchCommand {
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  quality?: Quality | undefined;
  user?: string | undefined;
  out: string;
  yes: boolean;
  url: string;
  apiKey: string | undefined;
  concurrency: number;
}

/** As a shell tells that a command was interrupted. */
const INTERRUPTED = 130;

interface Run {
  client: Client;
  gathered: Gathered;
  command: BatchCommand;
  terminal: WarmTerminal;
  signal: AbortSignal;
  results: ResultsFile;
}

/**
 * Has a folder's photos judged together, later and for less: says what it costs, asks, sends what is not known, and writes the
 * results as they come. Started again after it was interrupted it goes on with the same batch. Resolves with the exit code.
 */
export async function batch(
  folder: string,
  command: BatchCommand,
  terminal: WarmTerminal,
  signal: AbortSignal,
): Promise<number> {
  let gathered: Gathered | undefined;
  try {
    const results = await openResults(command.out, command.url);
    gathered = await gather(folder, signal);
    const client = createClient({ baseUrl: command.url, apiKey: command.apiKey });
    return await run({ client, gathered, command, terminal, signal, results });
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    terminal.stderr.write(`${explain(error, command.url)}\n`);
    return 1;
  } finally {
    await gathered?.discard();
  }
}

/** The batch to go on with, and what it waits for; nothing when the person would rather not. */
async function open(run: Run): Promise<{ handle: BatchHandle; state: Batch; after: number } | undefined> {
  const { client, gathered, command, terminal, signal, results } = run;
  const { unfinished } = results;
  if (unfinished) {
    const handle = client.openBatch(unfinished.id);
    const state = await handle.look({ signal }).catch((error: unknown) => {
      if (isJmjError(error, 'not-found')) return undefined;
      throw error;
    });
    if (state && state.status !== 'canceled') {
      terminal.stderr.write(`Going on with ${state.id}, from result ${unfinished.after + 1}.\n`);
      return { handle, state, after: unfinished.after };
    }
  }
  const { tone, language, photoType, quality, user: userId } = command;
  const items = gathered.photos.map(({ sha256, name }) => ({ sha256, ref: name.slice(-200) }));
  const handle = await client.batch({ tone, language, photoType, quality, userId, items }, { signal });
  terminal.stdout.write(estimateText(handle.created, gathered));
  if (handle.created.missing.length > 0 && !command.yes && !(await agreed(terminal))) {
    await handle.cancel();
    return undefined;
  }
  await results.begin(handle.id);
  return { handle, state: handle.created, after: 0 };
}

async function agreed({ confirm, stderr }: WarmTerminal): Promise<boolean> {
  if (confirm) return confirm('Go on? [y/N] ');
  stderr.write('Nothing was sent: say --yes to go on without being asked.\n');
  return false;
}

async function run(all: Run): Promise<number> {
  const { gathered, command, terminal, signal, results } = all;
  const { photos, unreadable } = gathered;
  for (const { name, why } of unreadable) terminal.stderr.write(`${name}: ${why}\n`);
  if (photos.length === 0) throw new Error('There are no photos in it.');
  if (photos.length > MAX_BATCH_ITEMS)
    throw new Error(`${photos.length} photos: a batch takes ${MAX_BATCH_ITEMS}. Split the folder.`);
  const opened = await open(all);
  if (!opened) return signal.aborted ? INTERRUPTED : 1;

  const { handle, state, after } = opened;
  const bar = createBar(terminal.stderr, state.counts.total);
  // Should sending fail, nobody waits for results any more.
  const trouble = new AbortController();
  const both = AbortSignal.any([signal, trouble.signal]);
  const sending = sendMissing(handle, photos, {
    missing: state.missing,
    concurrency: command.concurrency,
    signal: both,
    onSent: (sent) => bar.at(after, 0, `${sent}/${state.missing.length} sent`),
  }).catch((error: unknown) => trouble.abort(error));
  try {
    const failed = await write(handle, results, after, bar, terminal, both);
    await sending;
    both.throwIfAborted();
    await results.end();
    bar.end();
    terminal.stdout.write(
      `${counted(state.counts.total, 'result')} in ${command.out}${failed > 0 ? `, ${failed} failed` : ''}\n`,
    );
    return failed + unreadable.length > 0 ? 1 : 0;
  } finally {
    trouble.abort();
    bar.end();
    await sending;
  }
}

/** Answers how many of those that came now have failed. */
async function write(
  handle: BatchHandle,
  results: ResultsFile,
  after: number,
  bar: Bar,
  { stderr }: WarmTerminal,
  signal: AbortSignal,
): Promise<number> {
  let failed = 0;
  for await (const result of handle.results({ after, signal })) {
    await results.add(result);
    const problem = result.problem?.detail ?? result.analysis?.error?.message;
    if (result.analysis?.status !== 'completed') {
      failed += 1;
      bar.above(() => stderr.write(`${result.ref ?? result.sha256}: ${problem ?? 'canceled'}\n`));
    }
    bar.at(result.seq, failed);
  }
  return failed;
}
