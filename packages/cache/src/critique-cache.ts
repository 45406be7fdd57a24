import { costSchema, critiqueSchema, exifFactsSchema, photoFactsSchema } from '@jmj/contracts';
import type { CachedCritique, CritiqueCache } from '@jmj/core';
import { z } from 'zod';
import type { ByteStore } from './byte-store.ts';
import { decode, encode } from './codec.ts';

/** `analysis:{hash}:{tone}:{language}` and whatever else is in the fingerprint. */
export const CRITIQUE_KEY_PREFIX = 'analysis:';
/** Personal data is gone within 48 h, whatever the configuration says. */
export const MAX_TTL_SECONDS = 172_800;

const cachedCritiqueSchema = z.object({
  critique: critiqueSchema,
  source: z.enum(['openai', 'local']),
  model: z.string(),
  photo: photoFactsSchema,
  exif: exifFactsSchema.optional(),
  cost: costSchema.optional(),
  judgedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
}) satisfies z.ZodType<CachedCritique>;

export const critiqueKey = (fingerprint: string): string => CRITIQUE_KEY_PREFIX + fingerprint;

/** Critiques in a store, under their fingerprint. An entry that cannot be read, or is of an older shape, is a miss. */
export function createCritiqueCache(store: ByteStore): CritiqueCache {
  return {
    async get(fingerprint) {
      const bytes = await store.get(critiqueKey(fingerprint));
      if (!bytes) return undefined;
      return cachedCritiqueSchema.safeParse(await decode(bytes)).data;
    },
    async put(fingerprint, cached) {
      const secondsLeft = Math.ceil((Date.parse(cached.expiresAt) - Date.now()) / 1000);
      if (secondsLeft <= 0) return;
      await store.set(critiqueKey(fingerprint), await encode(cached), Math.min(secondsLeft, MAX_TTL_SECONDS));
    },
  };
}
