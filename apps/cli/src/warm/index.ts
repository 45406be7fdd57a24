import type { Language, PhotoType, Tone } from '@jmj/contracts';
import type { Client } from '@jmj/sdk';
import type { ProgressOutput } from '../progress.ts';
import { type Bar, createBar } from './bar.ts';
import { combine, type Item, nameOf } from './combinations.ts';
import { estimateAll } from './estimate.ts';
import { type Gathered, gather } from './gather.ts';
import { forEachAtOnce } from './lanes.ts';
import { openWarmService } from './service.ts';
import { warmOne } from './submit.ts';
import { counted, dollars, estimateText, explain, isHopeless } from './words.ts';

export interface WarmCommand {
  tone: Tone[];
  language: Language[];
  photoType: PhotoType[];
  tenant: string;
  url: string;
  adminKey: string | undefined;
  concurrency: number;
  yes: boolean;
  json: boolean;
}

export interface WarmTerminal {
  stdout: ProgressOutput;
  stderr: ProgressOutput;
  /** Asks the person; absent where there is none. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
}

/** Questions by hash at once: they are answered from memory. */
const ASKED_AT_ONCE = 8;
/** As a shell tells that a command was interrupted. */
const INTERRUPTED = 130;

/**
 * Has the critiques of many photos made before anybody asks for them: looks which are missing, says what they cost, and submits
 * those. Started again it goes on where it was. Resolves with the exit code: 1 when any failed, 130 when `signal` ended it.
 */
export async function warm(
  source: string,
  command: WarmCommand,
  terminal: WarmTerminal,
  signal: AbortSignal,
): Promise<number> {
  let gathered: Gathered | undefined;
  try {
    gathered = await gather(source, signal);
    return await run(gathered, command, terminal, signal);
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    terminal.stderr.write(`${explain(error, command.url)}\n`);
    return 1;
  } finally {
    await gathered?.discard();
  }
}

async function run(
  { photos, duplicates, unreadable }: Gathered,
  command: WarmCommand,
  { stdout, stderr, confirm }: WarmTerminal,
  signal: AbortSignal,
): Promise<number> {
  const client = openWarmService(command);
  const say = (text: string) => (command.json ? stderr : stdout).write(text);
  const tell = (line: object) => command.json && stdout.write(`${JSON.stringify(line)}\n`);

  for (const { name, why } of unreadable) {
    stderr.write(`${name}: ${why}\n`);
    tell({ photo: name, result: 'unreadable', error: why });
  }
  const items = combine(photos, {
    tones: command.tone,
    languages: command.language,
    photoTypes: command.photoType,
  });
  const isMissing = await whichAreMissing(client, items, signal);
  if (signal.aborted) return INTERRUPTED;
  const unknown = items.filter((item) => isMissing.has(item));
  const known = items.length - unknown.length;
  for (const item of items) if (!isMissing.has(item)) tell(lineOf(item, 'known'));
  const cost = unknown.length > 0 ? await estimateAll(client, unknown, signal) : undefined;
  if (signal.aborted) return INTERRUPTED;
  say(
    estimateText({
      photos: photos.length,
      duplicates,
      unreadable: unreadable.length,
      known,
      unknown: unknown.length,
      cost,
    }),
  );

  if (unknown.length > 0 && !command.yes) {
    if (!confirm) {
      stderr.write('Nothing was sent: say --yes to go on without being asked.\n');
      return 1;
    }
    if (!(await confirm('Go on? [y/N] '))) return signal.aborted ? INTERRUPTED : 1;
  }

  const bar = createBar(stderr, unknown.length);
  const ended = await submitAll(client, unknown, command, bar, signal, (item, result, error) => {
    tell(lineOf(item, result, error));
    if (error !== undefined) bar.above(() => stderr.write(`${nameOf(item)}: ${error}\n`));
  });
  bar.end();

  const { made, failed, usd } = ended;
  const total = { known: known + ended.known, made, failed, unreadable: unreadable.length, paidUsd: usd };
  const left = unknown.length - ended.known - made - failed;
  tell({ summary: { ...total, left } });
  say(
    `${counted(made, 'critique')} made for ${dollars(usd)}, ${total.known} known, ${failed} failed${left > 0 ? `, ${left} left: start it again to go on` : ''}\n`,
  );
  if (signal.aborted) return INTERRUPTED;
  return failed + unreadable.length + left > 0 ? 1 : 0;
}

type Result = 'known' | 'made' | 'failed';

const lineOf = ({ photo, wanted }: Item, result: Result, error?: string) => ({
  photo: photo.name,
  sha256: photo.sha256,
  ...wanted,
  result,
  error,
});

/** Those that would have to be made. */
async function whichAreMissing(client: Client, items: Item[], signal: AbortSignal): Promise<Set<Item>> {
  const unknown = new Set<Item>();
  await forEachAtOnce(items, ASKED_AT_ONCE, signal, async (item) => {
    if (!(await client.ask(item.photo.sha256, { ...item.wanted, signal }))) unknown.add(item);
  });
  return unknown;
}

async function submitAll(
  client: Client,
  items: Item[],
  { concurrency, url }: WarmCommand,
  bar: Bar,
  signal: AbortSignal,
  onResult: (item: Item, result: Result, error?: string) => void,
): Promise<{ known: number; made: number; failed: number; usd: number }> {
  const sum = { known: 0, made: 0, failed: 0, usd: 0 };
  const hopeless = new AbortController();
  const stop = AbortSignal.any([signal, hopeless.signal]);
  const draw = (note?: string) => bar.at(sum.known + sum.made + sum.failed, sum.failed, note);

  draw();
  await forEachAtOnce(items, concurrency, stop, async (item) => {
    try {
      const onWaitingForRoom = () => draw('waiting for room in the photo store');
      const { known, usd = 0 } = await warmOne(client, item, { signal: stop, onWaitingForRoom });
      sum[known ? 'known' : 'made'] += 1;
      sum.usd += usd;
      onResult(item, known ? 'known' : 'made');
    } catch (error) {
      if (stop.aborted) return;
      sum.failed += 1;
      onResult(item, 'failed', explain(error, url));
      if (isHopeless(error)) hopeless.abort();
    }
    draw();
  });
  return sum;
}
