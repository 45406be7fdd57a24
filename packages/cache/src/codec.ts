import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** JSON, compressed. */
export async function encode(value: unknown): Promise<Uint8Array> {
  return compress(JSON.stringify(value));
}

/** The value again; `undefined` when the bytes are not ours. */
export async function decode(bytes: Uint8Array): Promise<unknown> {
  try {
    return JSON.parse((await expand(bytes)).toString());
  } catch {
    return undefined;
  }
}
