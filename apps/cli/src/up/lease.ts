import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const LOCK_TRIES = 300;
const LOCK_PAUSE_MS = 100;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // alive, and somebody else's
  }
}

/** Runs `work` while no other process does so for the same folder. A lock whose holder has died is taken over. */
async function alone<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dir, 'lock');
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    const file = await open(lock, 'wx').catch(() => undefined);
    if (file) {
      try {
        await file.writeFile(String(process.pid));
        await file.close();
        return await work();
      } finally {
        await rm(lock, { force: true });
      }
    }
    await pause(LOCK_PAUSE_MS);
    const holder = Number(await readFile(lock, 'utf8').catch(() => '0'));
    if (holder > 0 && !isAlive(holder)) await rm(lock, { force: true });
  }
  throw new Error(`${lock} is held by another process: stop it, or remove the file`);
}

export interface Lease {
  /** Calls `onLast` when nobody else uses the folder any more. */
  giveBack(onLast: () => Promise<void>): Promise<void>;
  /** Runs `work` while no other process does so for the same folder, or begins or leaves. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Shares what is in `dir` between processes: `begin` runs for each that comes, one at a time, and the last to leave tidies up.
 * Processes that were killed do not count.
 */
export async function takeLease<T>(dir: string, begin: () => Promise<T>): Promise<T & Lease> {
  const users = join(dir, 'users');
  const mine = join(users, String(process.pid));
  await mkdir(users, { recursive: true });
  const others = async () => (await readdir(users)).map(Number).filter((pid) => pid !== process.pid);

  const begun = await alone(dir, async () => {
    for (const pid of await others()) if (!isAlive(pid)) await rm(join(users, String(pid)), { force: true });
    const result = await begin();
    await writeFile(mine, '');
    return result;
  });
  return {
    ...begun,
    alone: (work) => alone(dir, work),
    giveBack: (onLast) =>
      alone(dir, async () => {
        await rm(mine, { force: true });
        if (!(await others()).some(isAlive)) await onLast();
      }),
  };
}
