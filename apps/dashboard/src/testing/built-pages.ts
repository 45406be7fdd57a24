import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the pages as they are now, into a folder of their own. */
export async function buildPages(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'jmj-dashboard-'));
  const vite = join(PACKAGE, 'node_modules/vite/bin/vite.js');
  const asked = ['build', 'web', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...asked], { cwd: PACKAGE });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
