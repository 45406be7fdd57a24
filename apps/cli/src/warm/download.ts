import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NoPhoto } from './photos.ts';

export interface DownloadLimits {
  /** @default 26214400 */
  maxBytes?: number;
  /** From connecting to the last byte, ms. @default 30000 */
  timeoutMs?: number;
}

/** Fetches what is at an address into a file. @throws NoPhoto when it is not to be had within the limits */
export async function download(
  address: string,
  path: string,
  signal: AbortSignal,
  { maxBytes = 26_214_400, timeoutMs = 30_000 }: DownloadLimits = {},
): Promise<void> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const limit = AbortSignal.any([signal, timeout]);
  try {
    const response = await fetch(address, { signal: limit });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new NoPhoto(`is not there: its server answers ${response.status}`);
    }
    await pipeline(
      Readable.fromWeb(response.body),
      atMost(maxBytes),
      createWriteStream(path, { flags: 'wx' }),
      { signal: limit },
    );
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof NoPhoto) throw error;
    if (timeout.aborted) throw new NoPhoto(`took longer than ${timeoutMs / 1000} s`);
    throw new NoPhoto('could not be fetched');
  }
}

function atMost(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new NoPhoto(`has more than ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
}
