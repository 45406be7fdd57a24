import { randomBytes } from 'node:crypto';
import type { ApiKey, CreatedKey, KeyRequest, KeyRotation } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import type { Redis } from 'ioredis';
import { digestOf, makeApiKey, startOf } from './api-key.ts';
import { CHANGE, keysChannel, keysKey, parseAll, parseRecord } from './change.ts';
import { type KeyRecord, toApiKey } from './record.ts';

/** The keys that are kept in Redis. Every change is told to all processes (`watchKeys`). */
export interface Keyring {
  list(): Promise<ApiKey[]>;
  /** @throws Failure `invalid-request` when it would have expired already */
  create(request: KeyRequest): Promise<CreatedKey>;
  /** A new key in place of the one there is. @throws Failure `not-found`, `invalid-request` */
  rotate(id: string, rotation: KeyRotation): Promise<CreatedKey>;
  /** It and those of before its rotations are valid no more. Answers what it was. @throws Failure `not-found` */
  revoke(id: string): Promise<ApiKey>;
}

const ID_BYTES = 6;
/** Somebody else changed the same key in between. */
const TRIES = 5;

const notFound = () =>
  new Failure('not-found', 'There is no such key here: those of API_KEYS are changed where they are set');

function assertAhead(expiresAt: string | undefined, now: number): void {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now)
    throw new Failure('invalid-request', 'The key would have expired already', {
      fields: [{ field: 'expiresAt', message: 'expected a time to come' }],
    });
}

/** In UTC, so that texts can be compared. */
const utc = (at: string | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

export function createKeyring(deps: {
  redis: Redis;
  keyPrefix?: string | undefined;
  now?: (() => number) | undefined;
}): Keyring {
  const { redis, keyPrefix = '', now = Date.now } = deps;
  const key = keysKey(keyPrefix);
  const channel = keysChannel(keyPrefix);

  const change = async (id: string, expected: string, next: string): Promise<boolean> =>
    Number(await redis.eval(CHANGE, 1, key, id, expected, next, channel)) >= 0;

  async function look(id: string): Promise<{ text: string; record: KeyRecord }> {
    const text = (await redis.hget(key, id)) ?? undefined;
    const record = text === undefined ? undefined : parseRecord(text);
    if (text === undefined || record === undefined) throw notFound();
    return { text, record };
  }

  function rotated(record: KeyRecord, secret: string, { graceSeconds, expiresAt }: KeyRotation): KeyRecord {
    const at = now();
    const end = utc(expiresAt) ?? record.expiresAt;
    assertAhead(end, at);
    const until = new Date(at + graceSeconds * 1000).toISOString();
    const previous = [...record.previous, { digest: record.digest, until }];
    return {
      ...record,
      digest: digestOf(secret),
      start: startOf(secret),
      rotatedAt: new Date(at).toISOString(),
      expiresAt: end,
      previous: previous.filter((it) => Date.parse(it.until) > at),
    };
  }

  return {
    async list() {
      const { records } = parseAll(await redis.hgetall(key));
      return records
        .sort((a, b) => a.tenant.localeCompare(b.tenant) || a.createdAt.localeCompare(b.createdAt))
        .map((record) => toApiKey(record, now()));
    },

    async create({ tenant, label, expiresAt }) {
      assertAhead(expiresAt, now());
      const secret = makeApiKey();
      const record: KeyRecord = {
        id: randomBytes(ID_BYTES).toString('hex'),
        tenant,
        label,
        digest: digestOf(secret),
        start: startOf(secret),
        createdAt: new Date(now()).toISOString(),
        expiresAt: utc(expiresAt),
        previous: [],
      };
      if (!(await change(record.id, '', JSON.stringify(record))))
        throw new Failure('internal', 'Two keys were given one id: try again');
      return { ...toApiKey(record, now()), key: secret };
    },

    async rotate(id, rotation) {
      const secret = makeApiKey();
      for (let tries = 0; tries < TRIES; tries++) {
        const { text, record } = await look(id);
        const next = rotated(record, secret, rotation);
        if (await change(id, text, JSON.stringify(next))) return { ...toApiKey(next, now()), key: secret };
      }
      throw new Failure('conflict', 'Somebody else is changing this key: try again');
    },

    async revoke(id) {
      const text = (await redis.hget(key, id)) ?? undefined;
      // Also what this release cannot read can be revoked.
      if (text === undefined || id.startsWith('#') || !(await change(id, '*', ''))) throw notFound();
      const record = parseRecord(text);
      if (record === undefined)
        return { id, tenant: 'unknown', label: 'unknown', source: 'redis', status: 'expired' };
      return toApiKey(record, now());
    },
  };
}
