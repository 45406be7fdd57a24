import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { download } from './download.ts';
import { forEachAtOnce } from './lanes.ts';
import { addressesIn, imagesIn, isFolder, type LocalPhoto, NoPhoto, readPhoto } from './photos.ts';

export interface Gathered {
  /** Each picture's bytes once, in order of their names. */
  photos: LocalPhoto[];
  /** How many were the same bytes as another. */
  duplicates: number;
  unreadable: { name: string; why: string }[];
  /** Removes what was fetched. */
  discard(): Promise<void>;
}

/** Fetched at once, at most. */
const FETCHES = 4;

/** The photos of a folder, or of a list of addresses, hashed. @throws when the folder or the list cannot be read */
export async function gather(source: string, signal: AbortSignal): Promise<Gathered> {
  const local = await isFolder(source);
  const names = local ? await imagesIn(source) : await addressesIn(source);
  const dir = local ? undefined : await mkdtemp(join(tmpdir(), 'jmj-warm-'));
  const discard = async () => {
    if (dir) await rm(dir, { recursive: true, force: true });
  };
  const found: (LocalPhoto | undefined)[] = names.map(() => undefined);
  const unreadable: Gathered['unreadable'] = [];

  async function read(name: string, at: number): Promise<LocalPhoto> {
    if (!dir) return readPhoto(name, name, signal);
    const path = join(dir, String(at));
    await download(name, path, signal);
    return readPhoto(path, name, signal);
  }

  try {
    await forEachAtOnce([...names.entries()], FETCHES, signal, async ([at, name]) => {
      try {
        found[at] = await read(name, at);
      } catch (error) {
        if (signal.aborted) return;
        unreadable.push({ name, why: explain(error) });
      }
    });
  } catch (error) {
    await discard();
    throw error;
  }
  const all = found.filter((photo) => photo !== undefined);
  const photos = [...new Map(all.map((photo) => [photo.sha256, photo])).values()];
  return { photos, duplicates: all.length - photos.length, unreadable, discard };
}

function explain(error: unknown): string {
  if (error instanceof NoPhoto) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return `cannot be read (${code})`;
}
