import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startJmj } from '../../testing/jmj.ts';
import { type Gate, openGate } from './gate.ts';

const KEY = 'key-of-acme';
export const ADMIN_KEY = 'key-of-the-admin';
export const PHOTOS = 20;
const WIDTH = 240;

/** The folder's photos, in two tones. */
export const BOTH = ['photos', '--tone', 'roast,professional', '--tenant', 'acme'];
export const numbered = (n: number) => `${String(n).padStart(2, '0')}.jpg`;

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${holds}`);
    await sleep(10);
  }
}

/** A folder of photos for one suite; for each test that opens it a service, without workers at first, behind a gate. */
export function openWarming() {
  let dir: string;
  let photos: Uint8Array[];
  let fleet: Fleet;
  let gate: Gate;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'jmj-warm-test-'));
    const folder = join(dir, 'photos');
    await mkdir(join(folder, 'more', '.hidden'), { recursive: true });
    photos = await Promise.all(
      Array.from({ length: PHOTOS }, (_, n) => makePhoto({ seed: n + WIDTH, width: WIDTH, height: 160 })),
    );
    for (const [n, bytes] of photos.entries())
      await writeFile(join(folder, n % 2 ? 'more' : '', numbered(n)), bytes);
    await writeFile(join(folder, 'notes.txt'), 'not a photo');
    await writeFile(join(folder, 'more', '.hidden', 'x.jpg'), 'not looked at');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await gate.close();
    await fleet.close();
  });

  return {
    dir: () => dir,
    photo: (n: number) => photos[n] as Uint8Array,
    fleet: () => fleet,
    gate: () => gate,

    async open(options: { latencyMs?: number; env?: Record<string, string> } = {}) {
      fleet = await startFleet({
        workers: 0,
        openai: { latencyMs: options.latencyMs ?? 0 },
        key: KEY,
        env: { API_KEYS: `acme:${KEY}`, ADMIN_KEY, TWINS: 'off', WORKER_CONCURRENCY: '1', ...options.env },
      });
      gate = await openGate(fleet.api.address);
    },

    jmj(args: string[], more: Record<string, string> = {}) {
      const env = { JMJ_URL: gate.url, JMJ_ADMIN_KEY: ADMIN_KEY, ...more };
      const started = startJmj(['warm', ...args], { cwd: dir, env });
      children.push(started.child);
      return started;
    },

    photoBytes: () => gate.passed.reduce((sum, it) => sum + it.photoBytes, 0),
    /** What OpenAI was asked, in order: which picture, by its width and its bytes. */
    calls: () => fleet.openai.calls.map(({ image }) => image as NonNullable<typeof image>),
    async waiting(): Promise<number> {
      const answer = await fetch(`${fleet.api.address}/metrics`);
      const [, n = '0'] =
        /^jmj_queue_jobs\{[^}]*state="waiting"[^}]*\} (\d+)$/m.exec(await answer.text()) ?? [];
      return Number(n);
    },
  };
}
