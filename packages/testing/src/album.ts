import { createHash } from 'node:crypto';
import type { Batch, BatchResult, CreatedBatch } from '@jmj/contracts';
import sharp from 'sharp';
import type { Fleet } from './fleet.ts';
import { makePhoto } from './photo-maker.ts';

export interface AlbumPhoto {
  bytes: Buffer;
  sha256: string;
  ref: string;
  /** Which picture it shows. */
  picture: number;
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const SIZE = { width: 900, height: 600 };

/** Pictures, then copies of some of them: half byte for byte, half as another file. */
export async function makeAlbum(options: {
  pictures: number;
  copies: number;
  seed: number;
}): Promise<AlbumPhoto[]> {
  const { pictures, copies, seed } = options;
  const album: AlbumPhoto[] = [];
  const add = (bytes: Buffer, picture: number) =>
    album.push({ bytes, sha256: sha256Of(bytes), ref: `photo-${album.length}.jpg`, picture });
  for (let n = 0; n < pictures; n++) add(await makePhoto({ seed: seed + n, ...SIZE }), n);
  for (const [n, { bytes, picture }] of album.slice(0, copies).entries()) {
    const quality = 88 - (n % 5);
    add(n % 2 === 0 ? bytes : await sharp(bytes).jpeg({ quality }).toBuffer(), picture);
  }
  return album;
}

const json = { 'content-type': 'application/json' };

/** A batch as a client handles it. */
export function batchCalls(fleet: Fleet) {
  async function read<T>(answer: Response, ...statuses: number[]): Promise<T> {
    if (!statuses.includes(answer.status)) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  return {
    async create(album: { sha256: string; ref?: string }[], defaults: object = {}): Promise<CreatedBatch> {
      const items = album.map(({ sha256, ref }) => ({ sha256, ref }));
      const body = JSON.stringify({ tone: 'roast', language: 'en', ...defaults, items });
      return read(await fleet.call('/v1/batches', { method: 'POST', headers: json, body }), 201);
    },
    send: (id: string, sha256: string, bytes: Uint8Array): Promise<Response> =>
      fleet.call(`/v1/batches/${id}/photos/${sha256}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      }),
    async sendAll({ id, missing }: Batch, album: AlbumPhoto[]): Promise<void> {
      const byHash = new Map(album.map((photo) => [photo.sha256, photo]));
      for (const sha256 of missing) {
        const photo = byHash.get(sha256);
        if (photo) await read(await this.send(id, sha256, photo.bytes), 200);
      }
    },
    look: async (id: string, seconds = 0): Promise<Batch> =>
      read(await fleet.call(`/v1/batches/${id}`, { headers: { prefer: `wait=${seconds}` } }), 200),
    start: async (id: string): Promise<Batch> =>
      read(await fleet.call(`/v1/batches/${id}/start`, { method: 'POST' }), 202),
    cancel: async (id: string): Promise<Batch> =>
      read(await fleet.call(`/v1/batches/${id}`, { method: 'DELETE' }), 200),
    async results(id: string, after = 0): Promise<BatchResult[]> {
      const answer = await fleet.call(`/v1/batches/${id}/results?after=${after}`);
      if (answer.status !== 200) throw new Error(await answer.text());
      const text = await answer.text();
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
  };
}

export async function until(holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${withinMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Keys of the photos that wait in Redis. */
export async function photosOf({ redis }: Fleet): Promise<string[]> {
  return [...(await redis.keys()).keys()].filter((key) => /photo:[0-9a-f]{64}/.test(key));
}
