import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePhoto } from '@jmj/testing/photo-maker';
import { createTaster } from './index.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'jmj-taster-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const NEVER = new AbortController().signal;
const MAX_PIXELS = 1_000_000;

/** A taster whose process does this when it has the photo. */
async function doing(what: string, timeoutMs = 20_000) {
  const script = join(dir, `${Math.random()}.mjs`);
  await writeFile(script, `process.stdin.resume().on('end', () => { ${what} });`);
  return createTaster({ maxPixels: MAX_PIXELS, timeoutMs, script });
}

test('a photo, and what is none, harm nobody', async () => {
  const taste = createTaster({ maxPixels: MAX_PIXELS });
  expect(await taste(await makePhoto({ seed: 1, width: 300, height: 200 }), NEVER)).toBe(true);
  expect(await taste(Buffer.from('no photo at all'), NEVER)).toBe(true);
});

test.each([
  'process.abort()',
  "process.kill(process.pid, 'SIGSEGV')",
  "process.kill(process.pid, 'SIGKILL')",
])('one that is followed by %s does', async (what) => {
  expect(await (await doing(what))(Buffer.alloc(1000), NEVER)).toBe(false);
});

test('so does one that never comes to an end', async () => {
  expect(await (await doing('while (true);', 1500))(Buffer.alloc(1000), NEVER)).toBe(false);
});

test('a process that was told to stop is held against no photo', async () => {
  expect(await (await doing("process.kill(process.pid, 'SIGTERM')"))(Buffer.alloc(1000), NEVER)).toBe(true);
});

test('whoever hands the job back does not wait for it', async () => {
  const taste = await doing('while (true);');
  const reason = new Error('handed back');
  await expect(taste(Buffer.alloc(1000), AbortSignal.abort(reason))).rejects.toBe(reason);
  const leaving = new AbortController();
  const tasting = taste(Buffer.alloc(1000), leaving.signal);
  leaving.abort(reason);
  await expect(tasting).rejects.toBe(reason);
});
