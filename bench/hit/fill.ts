import { gzipSync } from 'node:zlib';
import { createCritiqueCache, createRedisStore } from '@jmj/cache';
import { withScore } from '@jmj/contracts';
import {
  type CachedCritique,
  type CallMeter,
  DEFAULT_QUALITY,
  fingerprintKey,
  LOCAL_MODEL,
  PROMPT_REVISION,
  tenantMark,
} from '@jmj/core';
import { createPhotoPreparer } from '@jmj/photos';
import { createLocalJudge } from '@jmj/vision';
import { Redis } from 'ioredis';

export interface Filling {
  redisUrl: string;
  /** SHA-256 of each known photo. */
  hashes: readonly string[];
  tenant: string;
  options: { tone: 'professional'; language: 'fr'; photoType: 'general' };
  /** What the critique is made of. */
  photo: Uint8Array;
}

/** As the local judge is shown them. */
const PLAN = { width: 768, height: 480, tokens: { min: 0, expected: 0, max: 0 } };
/** Nothing is paid for. */
const IDLE: CallMeter = {
  begin: () => Promise.reject(new Error('the local judge pays nobody')),
  end: () => Promise.reject(new Error('the local judge pays nobody')),
};

/** A critique as long as they are, from the local judge. */
async function realCritique({ photo, tenant, options }: Filling): Promise<CachedCritique> {
  const prepared = await createPhotoPreparer().prepare(photo, () => PLAN);
  const asked = { ...options, model: LOCAL_MODEL, quality: DEFAULT_QUALITY, tier: 'default' as const };
  const { critique } = await createLocalJudge().judge(
    { photo: prepared, ...asked },
    IDLE,
    new AbortController().signal,
  );
  const now = Date.now();
  return {
    critique: withScore(critique),
    source: 'local',
    model: LOCAL_MODEL,
    photo: { sha256: 'x', bytes: photo.byteLength, ...prepared.original },
    shownBy: [tenantMark(tenant)],
    judgedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 86_400_000).toISOString(),
  };
}

/** Makes photos known, to the cache and to the floor, which reads the same critique as gzip. */
export async function fill(filling: Filling): Promise<void> {
  const cached = await realCritique(filling);
  const redis = new Redis(filling.redisUrl);
  const critiques = createCritiqueCache(createRedisStore(redis));
  const judge = { model: LOCAL_MODEL, promptRevision: PROMPT_REVISION };
  for (const sha256 of filling.hashes) {
    const entry = { ...cached, photo: { ...cached.photo, sha256 } };
    await critiques.put(fingerprintKey({ sha256, ...filling.options, ...judge }), entry);
    await redis.set(`floor:${sha256}`, gzipSync(JSON.stringify(entry)));
  }
  redis.disconnect();
}
