import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BatchResult } from '@jmj/contracts';
import { makeAlbum } from '@jmj/testing/album';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';

const { PATH, NODE_COMPILE_CACHE } = process.env;
const env = { PATH, NODE_COMPILE_CACHE };

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

let fleet: Fleet;
let dir: string;
beforeAll(async () => {
  fleet = await startFleet({
    workers: 1,
    openai: { batchMs: 300 },
    env: { BATCH_API_MIN: '5', BATCH_POLL_MS: '100', BATCH_CHUNK: '5', MAX_PIXELS: '1000000' },
  });
  dir = await mkdtemp(join(tmpdir(), 'jmj-batch-'));
}, 120_000);
afterAll(async () => {
  await fleet?.close();
  await rm(dir, { recursive: true, force: true });
});

async function folderOf(name: string, seed: number): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder);
  for (const { ref, bytes } of await makeAlbum({ pictures: 8, copies: 2, seed }))
    await writeFile(join(folder, ref), bytes);
  return folder;
}

const commandFor = (folder: string, out: string, ...more: string[]) => [
  ...[MAIN, 'batch', folder, '--tone', 'roast', '--language', 'en', '--out', out],
  ...['--url', fleet.api.address, ...more],
];

function jmj(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
}

const linesIn = async (path: string): Promise<BatchResult[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('a folder is judged after its price was told, and a line is written for each photo', async () => {
  const folder = await folderOf('one', 8100);
  const out = join(dir, 'one.jsonl');
  const { code, stdout, stderr } = await jmj(commandFor(folder, out, '--yes'));
  expect([code, stderr.includes('Error')]).toEqual([0, false]);
  expect(stdout).toMatch(
    /^9 photos \(1 file twice\): 0 known, 9 to be made\nAbout \$0\.\d+, at most \$0\.\d+, within a day/,
  );
  expect(stdout).toMatch(/9 results in .*one\.jsonl\n$/);
  const results = await linesIn(out);
  expect(results.map(({ analysis }) => analysis?.status)).toEqual(Array(9).fill('completed'));
  expect(new Set(results.map(({ ref }) => ref)).size).toBe(9);
  expect(existsSync(`${out}.batch`)).toBe(false);
  expect(fleet.openai.bill.calls.length).toBe(8);

  const again = await jmj(commandFor(folder, join(dir, 'again.jsonl'), '--yes'));
  expect(again.stdout).toContain('9 known, 0 to be made\nNothing to pay.\n');
  expect((await jmj(commandFor(folder, out, '--yes'))).stderr).toContain('is there already');
}, 120_000);

test('without a word from anybody nothing is sent, and nothing is held', async () => {
  const folder = await folderOf('unasked', 8200);
  const out = join(dir, 'unasked.jsonl');
  const { code, stderr } = await jmj(commandFor(folder, out));
  expect([code, stderr]).toEqual([1, 'Nothing was sent: say --yes to go on without being asked.\n']);
  expect(existsSync(out)).toBe(false);
}, 120_000);

test('one that was interrupted goes on with the same batch, and pays nothing twice', async () => {
  const folder = await folderOf('broken', 8300);
  const out = join(dir, 'broken.jsonl');
  const { length: before } = fleet.openai.bill.calls;
  fleet.openai.batches.delayMs = 1500;
  const first = spawn(process.execPath, commandFor(folder, out, '--yes'), {
    env,
  });
  const ended = new Promise<number | null>((resolve) => first.once('exit', resolve));
  while (fleet.openai.batches.all[0]?.status !== 'in_progress')
    await new Promise((resolve) => setTimeout(resolve, 20));
  first.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(existsSync(`${out}.batch`)).toBe(true);

  const { code, stderr } = await jmj(commandFor(folder, out, '--yes'));
  expect([code, stderr]).toEqual([0, expect.stringContaining('Going on with batch_')]);
  const results = await linesIn(out);
  expect(results.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(fleet.openai.bill.calls.length - before).toBe(8);
}, 120_000);

test('a photo that is refused is told of in its line, and the others are judged', async () => {
  const folder = await folderOf('bomb', 8400);
  await writeFile(join(folder, 'bomb.jpg'), await makePhoto({ seed: 8450, width: 1001, height: 1000 }));
  const out = join(dir, 'bomb.jsonl');
  const { stdout } = await jmj(commandFor(folder, out, '--yes'));
  expect(stdout).toMatch(/10 results in /);
  const failed = (await linesIn(out)).filter(({ analysis }) => analysis?.status !== 'completed');
  expect(failed).toMatchObject([
    { ref: join(folder, 'bomb.jpg'), analysis: { error: { code: 'photo-too-many-pixels' } } },
  ]);
}, 120_000);
