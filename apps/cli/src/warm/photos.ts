import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { opendir, readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { sniffFormat } from '@jmj/contracts';

/** A photo that is there as a file. */
export interface LocalPhoto {
  /** As a person knows it: its path, or its address. */
  name: string;
  path: string;
  sha256: string;
  open(): Promise<Blob>;
}

/** What cannot be judged, in words for a person. */
export class NoPhoto extends Error {}

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif', '.tif', '.tiff']);
/** As many first bytes as tell every format that the service knows. */
const HEAD_BYTES = 256;

/** Paths of the folder's images, by their extension, in all its folders, in order of their names; hidden ones are left out. */
export async function imagesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await imagesIn(path)));
    else if (entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase())) found.push(path);
  }
  return found;
}

/** Addresses in a text, one per line; empty lines and those that begin with `#` are left out. @throws NoPhoto */
export async function addressesIn(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  const addresses = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const wrong = addresses.findIndex((line) => !URL.canParse(line) || !/^https?:/i.test(line));
  if (wrong >= 0)
    throw new NoPhoto(`${file}: expected http or https addresses, one per line, not ${addresses[wrong]}`);
  return [...new Set(addresses)];
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    await (await opendir(path)).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return false;
    throw error;
  }
}

/** Hashes a file without holding it. @throws NoPhoto when its first bytes are not those of a photo */
export async function readPhoto(path: string, name = path, signal?: AbortSignal): Promise<LocalPhoto> {
  const hash = createHash('sha256');
  let head: Buffer | undefined;
  for await (const chunk of createReadStream(path, { signal })) {
    head ??= checkHead(chunk as Buffer);
    hash.update(chunk as Buffer);
  }
  if (!head) throw new NoPhoto('is empty');
  return { name, path, sha256: hash.digest('hex'), open: () => openAsBlob(path) };
}

function checkHead(chunk: Buffer): Buffer {
  const head = chunk.subarray(0, HEAD_BYTES);
  const format = sniffFormat(head);
  if (format === 'heic') throw new NoPhoto('is HEIC, which is not judged: convert it to JPEG');
  if (!format) throw new NoPhoto('is not a photo: expected JPEG, PNG, WebP, AVIF, GIF or TIFF');
  return head;
}
