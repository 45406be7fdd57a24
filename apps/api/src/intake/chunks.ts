import type { Readable } from 'node:stream';

/**
 * Gives the memory of chunks back at once. Left to the garbage collector, each 64 MB of uploads cost a full collection, of the
 * whole heap: half as much time as receiving and hashing them takes.
 *
 * Whoever still holds such a chunk, or a part of it, finds it empty. One that is part of a larger buffer is left alone, for
 * others may be using the rest: Node's HTTP parser gives each chunk of a body a buffer of its own.
 */
export function giveBack(chunks: readonly Buffer[]): void {
  for (const { buffer, byteLength } of chunks)
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !buffer.detached)
      buffer.transfer(0);
}

/** The chunks of a body that somebody else reads, to be given back when they are done. */
export function collectChunks(body: Readable): { chunks: Buffer[]; stop(): void } {
  const chunks: Buffer[] = [];
  const collect = (chunk: Buffer) => chunks.push(chunk);
  body.on('data', collect);
  return { chunks, stop: () => body.off('data', collect) };
}
