import { hash } from 'node:crypto';
import { Failure } from '@jmj/core';

/** Who is calling. */
export interface Caller {
  tenant: string;
}

/** What is looked at to tell who is calling. */
export interface Credentials {
  authorization: string | undefined;
  /** The peer's address, of the socket itself. */
  peer: string | undefined;
  host: string | undefined;
  origin: string | undefined;
  /** A proxy passed the request on. */
  isRelayed: boolean;
}

export interface Access {
  /** @throws Failure `unauthorized` */
  identify(credentials: Credentials): Caller;
  /** Whether anybody can call as this tenant. */
  knows(tenant: string): boolean;
}

/** Tenant of keyless requests from this machine, in development. */
export const LOOPBACK_TENANT = 'local';

const digest = (key: string): string => hash('sha256', key);

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

/** Keys are kept as hashes only; looking one up by its hash tells nothing about the others, in time or otherwise. */
export function createAccess(keys: { tenant: string; key: string }[], openOnLoopback: boolean): Access {
  const tenants = new Map(keys.map(({ tenant, key }) => [digest(key), tenant]));
  const names = new Set(tenants.values());
  return {
    identify(credentials) {
      const { authorization } = credentials;
      if (authorization === undefined) {
        if (openOnLoopback && isFromHere(credentials)) return { tenant: LOOPBACK_TENANT };
        throw new Failure('unauthorized', 'Expected a header Authorization: Bearer <key>');
      }
      const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      const tenant = key === undefined ? undefined : tenants.get(digest(key));
      if (tenant === undefined)
        throw new Failure('unauthorized', 'The key in the Authorization header is not known');
      return { tenant };
    },
    knows: (tenant) => names.has(tenant) || (openOnLoopback && tenant === LOOPBACK_TENANT),
  };
}
