import { tenantMark } from '@jmj/core';
import { CRITIQUE_KEY_PREFIX } from '../keys.ts';

/** Everything that is kept to find twins. */
export const TWIN_KEY_PREFIX = 'twin:';

/** Under it lies what a tenant's photo looks like. */
export const descriptorKey = (tenant: string, sha256: string): string =>
  `${TWIN_KEY_PREFIX}${tenantMark(tenant)}:descriptor:${sha256}`;

/** Under it lie the photos of a tenant that share one candidate key. All of a tenant's are in one slot, for one round trip. */
export const candidatesKey = (tenant: string, candidateKey: string): string =>
  `${TWIN_KEY_PREFIX}{${tenantMark(tenant)}}:${candidateKey}`;

/** Under it lie the candidate keys of a photo. */
export const setsKey = (tenant: string, sha256: string): string =>
  `${TWIN_KEY_PREFIX}{${tenantMark(tenant)}}:sets:${sha256}`;

/** The photos that these critiques were made for, by their SHA-256. */
export function photosOf(critiqueKeys: string[]): string[] {
  const hashes = critiqueKeys
    .filter((key) => key.startsWith(CRITIQUE_KEY_PREFIX))
    .map((key) => key.slice(CRITIQUE_KEY_PREFIX.length).split(':', 1)[0] ?? '');
  return [...new Set(hashes)].filter((hash) => /^[0-9a-f]{64}$/.test(hash));
}

/** Where the descriptors of the photos lie that these critiques were made for. */
export const descriptorKeysOf = (tenant: string, critiqueKeys: string[]): string[] =>
  photosOf(critiqueKeys).map((sha256) => descriptorKey(tenant, sha256));
