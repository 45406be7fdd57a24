import type { Ownership, PhotoStore } from '@jmj/core';
import { defineScript } from '@jmj/redis';
import type { Redis } from 'ioredis';
import { createUserList } from '../erasing/user-list.ts';
import { batchKeys, claimKey } from './keys.ts';
import { UNCLAIM } from './scripts.ts';

/** Stands where the hash of an erased photo was. */
const NO_PHOTO = '0'.repeat(64);
const ERASED = 'erased';

interface KeptEntry {
  sha256: string;
  job?: { fingerprint: string };
}

/** KEYS: entries. ARGV: n, the hash of the user. It is somebody else's too: it goes on without this user. */
const STRIP = defineScript(`
local raw = redis.call('HGET', KEYS[1], ARGV[1])
local entry = raw and cjson.decode(raw)
if not entry or not entry.job or entry.job.userHash ~= ARGV[2] then return 0 end
entry.job.userHash = nil
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(entry))
return 1`);

/**
 * KEYS: head, entries, missing, arrived, ready, chunks, erased. ARGV: n, what stands for a hash, what stands for an id. Answers how many
 * items went, and the hash of the photo when no other entry shows it.
 */
const WIPE = defineScript(`
local head, entries, missing, arrived, ready, chunks, erased = unpack(KEYS)
local raw = redis.call('HGET', entries, ARGV[1])
local entry = raw and cjson.decode(raw)
local left = redis.call('PTTL', head)
if not entry or entry.analysisId == ARGV[3] or left < 0 then return { 0, '' } end
redis.call('SADD', erased, ARGV[1])
redis.call('PEXPIRE', erased, left)

local sha = entry.sha256
redis.call('HSET', entries, ARGV[1], cjson.encode({
  n = entry.n, analysisId = ARGV[3], sha256 = ARGV[2], items = entry.items, status = entry.status }))

local items = cjson.decode(redis.call('HGET', head, 'items'))
for _, at in ipairs(entry.items) do items[at + 1] = { sha256 = ARGV[2], analysisId = ARGV[3] } end
redis.call('HSET', head, 'items', cjson.encode(items))

local others = false
for _, json in ipairs(redis.call('HVALS', entries)) do
  if string.find(json, sha, 1, true) then others = true end
end
-- An empty list of Lua is an object to its JSON.
local function encoded(chunk)
  local json = cjson.encode(chunk)
  for _, name in ipairs({ 'photos', 'lines', 'copies', 'deferred', 'singles', 'handed' }) do
    json = string.gsub(json, '"' .. name .. '":{}', '"' .. name .. '":[]')
  end
  return json
end
local flat = redis.call('HGETALL', chunks)
for at = 1, #flat, 2 do
  local chunk = cjson.decode(flat[at + 1])
  for _, list in ipairs({ chunk.lines, chunk.copies }) do
    for _, line in ipairs(list) do
      if line.n == entry.n then line.reading.exif = nil end
    end
  end
  if not others then
    local kept = {}
    for _, photo in ipairs(chunk.photos) do if photo ~= sha then kept[#kept + 1] = photo end end
    chunk.photos = kept
  end
  redis.call('HSET', chunks, flat[at], encoded(chunk))
end
if others then return { #entry.items, '' } end
local waited = redis.call('HGET', missing, sha)
if waited then
  redis.call('HDEL', missing, sha)
  redis.call('HINCRBY', head, 'missing', -waited)
end
redis.call('HDEL', arrived, sha)
redis.call('LREM', ready, 0, sha)
return { #entry.items, sha }`);

/** Takes what is a user's out of the batches of their tenant: the batch goes on, and says nothing of those photos any more. */
export function createBatchForgetting(
  redis: Redis,
  deps: {
    keyPrefix: string;
    photos: Pick<PhotoStore, 'release'>;
    ownership: Pick<Ownership, 'isOwned'>;
    holderOf: (batchId: string) => string;
  },
) {
  const { keyPrefix } = deps;
  const noted = createUserList(redis, keyPrefix, 'batches');

  async function wipe(id: string, n: string): Promise<number> {
    const { head, entries, missing, arrived, ready, chunks, erased } = batchKeys(keyPrefix, id);
    const keys = [head, entries, missing, arrived, ready, chunks, erased];
    const [items, sha256] = (await WIPE(redis, keys, [n, NO_PHOTO, ERASED])) as [number, string];
    if (sha256) await deps.photos.release(sha256, deps.holderOf(id));
    return items;
  }

  /** Whether nobody else has asked for what the entry shows. Of one that was known, only its photo is noted. */
  async function isNobodys({ sha256, job }: KeptEntry, fingerprints: string[]): Promise<boolean> {
    if (job) return !(await deps.ownership.isOwned(job.fingerprint));
    return fingerprints.some((it) => it.startsWith(`${sha256}:`));
  }

  async function forget(id: string, n: string, userHash: string, nobodys: string[]): Promise<number> {
    const { entries } = batchKeys(keyPrefix, id);
    const json = await redis.hget(entries, n);
    const entry = json === null ? undefined : (JSON.parse(json) as KeptEntry);
    if (!entry || !(await isNobodys(entry, nobodys))) {
      await STRIP(redis, [entries], [n, userHash]);
      return 0;
    }
    // Other batches would wait for what is not made any more.
    if (entry.job) await redis.eval(UNCLAIM, 1, claimKey(keyPrefix, entry.job.fingerprint), id);
    return wipe(id, n);
  }

  return {
    /** @param fingerprints that are nobody's now */
    async forgetUser(userHash: string, fingerprints: string[]): Promise<number> {
      const names = await noted.ids(userHash);
      let items = 0;
      for (const name of names) {
        const [id = '', n = ''] = name.split('#');
        items += await forget(id, n, userHash, fingerprints);
      }
      await noted.remove(userHash, names);
      return items;
    },
  };
}
