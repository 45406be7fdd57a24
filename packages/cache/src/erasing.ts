import { type CritiqueEraser, type Ownership, userHashOf } from '@jmj/core';
import type { Redis } from 'ioredis';
import type { ByteStore } from './byte-store.ts';
import { CRITIQUE_KEY_PREFIX, critiqueKey } from './keys.ts';
import { askedOf, createOwners } from './owners.ts';
import { photosOf } from './twins/keys.ts';
import { photoThing, type UserKeys } from './user-index.ts';

/** @param redis where the user index is */
export function createOwnership(redis: Redis, keyPrefix = ''): Ownership {
  const owners = createOwners(redis, keyPrefix);
  return {
    isOwned: (fingerprint) => owners.any(askedOf(critiqueKey(fingerprint))),
    owns: (owner, fingerprint) => owners.has(owner, askedOf(critiqueKey(fingerprint))),
    isPhotoOwned: (tenant, sha256) => owners.any(photoThing(tenant, sha256)),
  };
}

/**
 * Erases what a user's photos have put in the cache, unless somebody else has asked for it too.
 * @param deps.store tells the other processes what is removed from it
 */
export function createCritiqueEraser(deps: {
  store: ByteStore;
  users: UserKeys;
  /** Where the user index is. */
  redis: Redis;
  keyPrefix?: string | undefined;
  /** Takes photos out of the index of twins; answers how many were there. */
  forgetTwins: (tenant: string, sha256s: string[]) => Promise<number>;
  /** The same question to every model that may have answered it. */
  variantsOf?: ((fingerprint: string) => string[]) | undefined;
}): CritiqueEraser {
  const { store, users, variantsOf = () => [] } = deps;
  const owners = createOwners(deps.redis, deps.keyPrefix);
  const fingerprintOf = (key: string) => key.slice(CRITIQUE_KEY_PREFIX.length);

  return {
    async erase(user) {
      const { tenant } = user;
      const owner = { tenant, userHash: userHashOf(tenant, user.userId) };
      const keys = await users.keys(user);
      const free = new Set(await owners.remove(owner, [...new Set(keys.map(askedOf))]));
      const nobodys = keys.filter((key) => free.has(askedOf(key)));
      const fingerprints = nobodys.map(fingerprintOf);
      const all = new Set([...nobodys, ...fingerprints.flatMap(variantsOf).map(critiqueKey)]);
      const critiques = await store.delete([...all]);

      const photos = photosOf(keys);
      const things = new Map(photos.map((sha256) => [photoThing(tenant, sha256), sha256]));
      const freePhotos = await owners.remove(owner, [...things.keys()]);
      const descriptors = await deps.forgetTwins(
        tenant,
        freePhotos.flatMap((thing) => things.get(thing) ?? []),
      );
      await users.forget(user, keys); // last: until then they can be found
      return { fingerprints, critiques, descriptors, shared: keys.length - nobodys.length };
    },
    remove: (fingerprints) => store.delete(fingerprints.map(critiqueKey)),
  };
}
