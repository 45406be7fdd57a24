import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The admin key of this machine: made on first start, kept readable by its owner only. */
export async function adminKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'admin-key');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept) return kept.trim();
  const key = `jmj_admin_${randomBytes(24).toString('base64url')}`;
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}
