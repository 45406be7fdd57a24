import { isWholeKey, type KeyHolder, type KeyTable } from '@jmj/access';
import { Failure } from '@jmj/core';
import type { WrongKeys } from './load/wrong-keys.ts';

/** Who is calling: a tenant, by one of its keys. */
export type Caller = KeyHolder;

/** What is looked at to tell who is calling. */
export interface Credentials {
  authorization: string | undefined;
  /** The peer's address, of the socket itself. */
  peer: string | undefined;
  host: string | undefined;
  origin: string | undefined;
  forwardedFor: string | undefined;
  /** A proxy passed the request on. */
  isRelayed: boolean;
}

export interface Access {
  /** @throws Failure `unauthorized`; `rate-limited` after too many wrong keys; `queue-unavailable` when the key may be one that could not be heard of */
  identify(credentials: Credentials): Caller;
  /** Whether anybody can call as this tenant. */
  knows(tenant: string): boolean;
}

export interface AccessDeps {
  keys: Pick<KeyTable, 'find' | 'hasTenant'>;
  /** Whether the keys are all that there are now. */
  areKeysSure: () => boolean;
  openOnLoopback: boolean;
  /** Without it keys may be guessed at any speed. */
  wrongKeys: WrongKeys | undefined;
}

/** Tenant of keyless requests from this machine, in development. */
export const LOOPBACK_TENANT = 'local';
const LOOPBACK_CALLER: Caller = { tenant: LOOPBACK_TENANT, keyId: 'loopback' };

const LOOPBACK_PEERS = /^(127\.|::1$|::ffff:127\.)/;
const LOOPBACK_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * A page of another site, opened in a browser on this machine, must not use the open door: its Origin tells it from ours,
 * and a name that was made to point here (DNS rebinding) shows in Host.
 */
export function isFromHere({ peer, host, origin, isRelayed }: Credentials): boolean {
  if (isRelayed) return false; // whoever it came from is not the peer
  if (!LOOPBACK_PEERS.test(peer ?? '') || !LOOPBACK_HOSTS.test(host ?? '')) return false;
  return origin === undefined || origin === `http://${host}`;
}

/** Tells callers by their keys, without asking anybody: on the hit path each request passes here. */
export function createAccess({ keys, areKeysSure, openOnLoopback, wrongKeys }: AccessDeps): Access {
  return {
    identify(credentials) {
      const { authorization } = credentials;
      if (authorization === undefined) {
        if (openOnLoopback && isFromHere(credentials)) return LOOPBACK_CALLER;
        throw new Failure('unauthorized', 'Expected a header Authorization: Bearer <key>');
      }
      const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      const holder = key === undefined ? undefined : keys.find(key);
      if (holder === undefined && key !== undefined && !areKeysSure() && isWholeKey(key))
        throw new Failure('queue-unavailable', 'The key cannot be looked up: try again in a moment');
      wrongKeys?.look(credentials, holder?.keyId);
      if (holder === undefined)
        throw new Failure('unauthorized', 'The key in the Authorization header is not known');
      return holder;
    },
    knows: (tenant) => keys.hasTenant(tenant) || (openOnLoopback && tenant === LOOPBACK_TENANT),
  };
}
