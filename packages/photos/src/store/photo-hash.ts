import { defineScript, type ScriptRunner } from '@jmj/redis';

/** What the store needs of a client. An ioredis 6 `Redis` or `Cluster` is one. */
export interface RedisCommands extends ScriptRunner {
  hgetBuffer(key: string, field: string): Promise<Buffer | null>;
}

/*
 * One photo is one Redis hash: `bytes`, `entry` (its line in the byte account) and a field for each holder.
 * Every script touches this single key, so it is atomic, on a cluster too.
 */
const joinScript = defineScript(`
local photo, holder, ttl = KEYS[1], ARGV[1], ARGV[2]
local entry = redis.call('HGET', photo, 'entry')
if not entry then return false end
if holder ~= '' then redis.call('HSET', photo, holder, '1') end
redis.call('PEXPIRE', photo, ttl)
return entry
`);

const writeScript = defineScript(`
local photo, holder, ttl, entry, bytes = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if redis.call('HSETNX', photo, 'bytes', bytes) == 1 then redis.call('HSET', photo, 'entry', entry) end
redis.call('HSET', photo, holder, '1')
redis.call('PEXPIRE', photo, ttl)
return redis.call('HGET', photo, 'entry')
`);

const BYTES_AND_ENTRY = 2;
const releaseScript = defineScript(`
local photo, holder = KEYS[1], ARGV[1]
if redis.call('HDEL', photo, holder) == 0 then return false end
if redis.call('HLEN', photo) > ${BYTES_AND_ENTRY} then return false end
local entry = redis.call('HGET', photo, 'entry')
redis.call('DEL', photo)
return entry
`);

const entryOrNone = (reply: unknown): string | undefined => (typeof reply === 'string' ? reply : undefined);

/** The photos themselves. Methods answer with the account entry of the bytes that are (or were) there. */
export interface PhotoHash {
  /** Adds a holder, or none, to a photo that is there, for another while; `undefined` when it is not. */
  join(sha256: string, holder?: string): Promise<string | undefined>;
  /** Writes the photo unless another got there first: then that one's entry is answered. */
  write(photo: { sha256: string; bytes: Uint8Array }, holder: string, entry: string): Promise<string>;
  read(sha256: string): Promise<Uint8Array | undefined>;
  /** Takes the holder away; the entry when it was the last one, and the bytes are gone. */
  release(sha256: string, holder: string): Promise<string | undefined>;
}

export function createPhotoHash(redis: RedisCommands, options: { prefix: string; ttlMs: number }): PhotoHash {
  const key = (sha256: string) => `${options.prefix}photo:${sha256}`;
  const field = (holder: string) => `holder:${holder}`;
  return {
    async join(sha256, holder) {
      return entryOrNone(
        await joinScript(redis, [key(sha256)], [holder === undefined ? '' : field(holder), options.ttlMs]),
      );
    },
    async write({ sha256, bytes }, holder, entry) {
      const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const args = [field(holder), options.ttlMs, entry, body];
      return entryOrNone(await writeScript(redis, [key(sha256)], args)) ?? entry;
    },
    async read(sha256) {
      return (await redis.hgetBuffer(key(sha256), 'bytes')) ?? undefined;
    },
    async release(sha256, holder) {
      return entryOrNone(await releaseScript(redis, [key(sha256)], [field(holder)]));
    },
  };
}
