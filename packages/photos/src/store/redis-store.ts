import { randomUUID } from 'node:crypto';
import { Failure, type PhotoStore } from '@jmj/core';
import { createByteAccount } from './byte-account.ts';
import { createPhotoHash, type RedisCommands } from './photo-hash.ts';

/** Photos leave as fast as workers take them: room is a matter of seconds. */
const RETRY_AFTER_MS = 5_000;

export interface RedisPhotoStoreOptions {
  /** The queue's Redis (`noeviction`), an ioredis client or cluster. Its owner closes it. */
  redis: RedisCommands;
  /**
   * How long a photo may wait for a worker, from its last `put`.
   * @default 3600
   */
  ttlSeconds?: number;
  /** Bytes of all photos together, fleet-wide. Should hold several of the largest uploads. */
  maxBytes: number;
  /**
   * Put before every key; without braces.
   * @default ''
   */
  prefix?: string;
}

function storeFull(message: string, cause?: unknown): Failure {
  return new Failure('photo-store-full', message, { retryAfterMs: RETRY_AFTER_MS, cause });
}

/** Redis at its memory limit answers `OOM …`, or wraps it when a script was running. */
function asStoreFailure(error: unknown): unknown {
  const outOfMemory = error instanceof Error && /\bOOM\b/.test(error.message);
  return outOfMemory ? storeFull('Redis has no memory left for photos', error) : error;
}

/**
 * Photos on their way to a worker, in Redis: `photo:<sha256>`, counted in `{jmj}:photos:*`. Every key has a TTL.
 *
 * Room is reserved before anything is sent. What a crash leaves reserved comes free with the TTL.
 */
export function createRedisPhotoStore(options: RedisPhotoStoreOptions): PhotoStore {
  const { redis, ttlSeconds = 3600, maxBytes, prefix = '' } = options;
  const ttlMs = Math.round(ttlSeconds * 1000);
  const photos = createPhotoHash(redis, { prefix, ttlMs });
  const account = createByteAccount(redis, { prefix, ttlMs, maxBytes });
  /** Uploads under way in this process, by hash: many puts of one photo at once send it once, or fail together. */
  const uploads = new Map<string, Promise<void>>();

  async function join(sha256: string, holder?: string): Promise<boolean> {
    const entry = await photos.join(sha256, holder);
    if (entry) await account.renew(entry);
    return entry !== undefined;
  }

  async function upload(photo: { sha256: string; bytes: Uint8Array }, holder: string): Promise<void> {
    const entry = `${photo.sha256}:${randomUUID()}:${photo.bytes.byteLength}`;
    if (!(await account.reserve(entry))) {
      if (await join(photo.sha256, holder)) return;
      throw storeFull('Too many photos are waiting to be judged');
    }
    try {
      const kept = await photos.write(photo, holder, entry);
      if (kept === entry) return;
      await account.renew(kept);
    } catch (error) {
      await account.giveBack(entry).catch(() => {});
      throw error;
    }
    await account.giveBack(entry);
  }

  async function put(photo: { sha256: string; bytes: Uint8Array }, holder: string): Promise<void> {
    await uploads.get(photo.sha256);
    if (await join(photo.sha256, holder)) return;
    if (uploads.has(photo.sha256)) return put(photo, holder);
    const mine = upload(photo, holder).finally(() => uploads.delete(photo.sha256));
    uploads.set(photo.sha256, mine);
    await mine;
  }

  return {
    put: (photo, holder) =>
      put(photo, holder).catch((error: unknown) => {
        throw asStoreFailure(error);
      }),
    get: (sha256) => photos.read(sha256),
    keep: join,
    async release(sha256, holder) {
      const entry = await photos.release(sha256, holder);
      if (entry) await account.giveBack(entry);
      return entry !== undefined;
    },
  };
}
