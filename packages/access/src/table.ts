import { timingSafeEqual } from 'node:crypto';
import { digestOf } from './api-key.ts';
import type { KeyRecord } from './record.ts';

/** Whose key it is. */
export interface KeyHolder {
  readonly tenant: string;
  /** Of the key, the same before and after a rotation. */
  readonly keyId: string;
}

/** All keys that are valid, in memory: each request is looked up here, and nothing is asked. */
export interface KeyTable {
  find(key: string): KeyHolder | undefined;
  /** Whether anybody can call as this tenant. */
  hasTenant(tenant: string): boolean;
  /** Nobody can call at all. */
  isEmpty(): boolean;
  /** One key as it is from now on. */
  put(record: KeyRecord): void;
  drop(id: string): void;
  /** These, and no others but the fixed ones. */
  replace(records: readonly KeyRecord[]): void;
  /** Holders of the keys that do not change while the process runs. */
  readonly fixed: readonly KeyHolder[];
}

interface Entry {
  holder: KeyHolder;
  name: string;
  /** The digest, in hex. */
  digest: Buffer;
  /** Milliseconds since 1970. */
  until: number;
}

/** Half of a digest names an entry; the whole is compared then, in constant time. */
const NAME_LENGTH = 32;
const DIGEST_LENGTH = 64;

const toEntry = (holder: KeyHolder, digest: string, until: number): Entry => ({
  holder,
  name: digest.slice(0, NAME_LENGTH),
  digest: Buffer.from(digest, 'latin1'),
  until,
});

const endOf = (at: string | undefined): number => (at === undefined ? Infinity : Date.parse(at));

function entriesOf({ id, tenant, digest, expiresAt, previous }: KeyRecord): Entry[] {
  const holder = { tenant, keyId: id };
  const end = endOf(expiresAt);
  return [
    toEntry(holder, digest, end),
    ...previous.map((it) => toEntry(holder, it.digest, Math.min(end, endOf(it.until)))),
  ];
}

function fixedEntry({ tenant, key }: { tenant: string; key: string }): Entry {
  const digest = digestOf(key);
  return toEntry({ tenant, keyId: `env-${digest.slice(0, 12)}` }, digest, Infinity);
}

/** @param fixed keys of the environment: valid whatever is put and dropped */
export function createKeyTable(fixed: readonly { tenant: string; key: string }[] = []): KeyTable {
  const entries = new Map<string, Entry>();
  const names = new Map<string, string[]>();
  const own = fixed.map(fixedEntry);
  const isFixed = new Set(own.map(({ name }) => name));
  for (const entry of own) entries.set(entry.name, entry);
  /** Used again for each key that comes: buffers of its own would cost more than the hash. */
  const asked = Buffer.alloc(DIGEST_LENGTH);

  function drop(id: string): void {
    for (const name of names.get(id) ?? []) entries.delete(name);
    names.delete(id);
  }

  function put(record: KeyRecord): void {
    drop(record.id);
    const added = entriesOf(record).filter(({ name }) => !isFixed.has(name));
    for (const entry of added) entries.set(entry.name, entry);
    names.set(
      record.id,
      added.map(({ name }) => name),
    );
  }

  return {
    fixed: own.map(({ holder }) => holder),
    find(key) {
      const digest = digestOf(key);
      const entry = entries.get(digest.slice(0, NAME_LENGTH));
      if (entry === undefined) return undefined;
      asked.write(digest, 'latin1');
      if (!timingSafeEqual(entry.digest, asked)) return undefined;
      return entry.until > Date.now() ? entry.holder : undefined;
    },
    hasTenant(tenant) {
      const now = Date.now();
      return [...entries.values()].some((it) => it.holder.tenant === tenant && it.until > now);
    },
    isEmpty: () => entries.size === 0,
    put,
    drop,
    replace(records) {
      for (const id of [...names.keys()]) drop(id);
      for (const record of records) put(record);
    },
  };
}
