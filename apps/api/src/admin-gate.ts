import { createHash, timingSafeEqual } from 'node:crypto';
import { Failure } from '@jmj/core';
import type { FastifyRequest } from 'fastify';
import { type Access, type Credentials, isFromHere } from './access.ts';
import type { WrongKeys } from './load/wrong-keys.ts';

export interface AdminGate {
  /** @throws Failure `unauthorized` without a key that is known, `forbidden` with one that is not the admin's */
  admit(request: FastifyRequest): void;
  /** Lets in the admin, and programs on this machine that ask it directly. @throws like `admit` */
  admitFromHere(request: FastifyRequest): void;
}

/** Stands where others' keys have an id. */
const ADMIN = 'admin';

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Headers that a proxy adds: who is behind it is not on this machine, even if the proxy is. */
const RELAYED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

export function credentialsOf({ headers, socket }: FastifyRequest): Credentials {
  const { authorization, host, origin } = headers;
  const isRelayed = RELAYED.some((name) => headers[name] !== undefined);
  const forwarded = headers['x-forwarded-for'];
  const forwardedFor = typeof forwarded === 'string' ? forwarded : undefined;
  return { authorization, peer: socket.remoteAddress, forwardedFor, host, origin, isRelayed };
}

/** Guards what belongs to the person who runs the service. Without `adminKey` nobody is let in by key. */
export function createAdminGate(
  adminKey: string | undefined,
  access: Access,
  wrongKeys?: WrongKeys,
): AdminGate {
  const expected = adminKey === undefined ? undefined : digest(adminKey);

  function isAdmin(authorization: string): boolean {
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    return key !== undefined && expected !== undefined && timingSafeEqual(digest(key), expected);
  }

  function admit(request: FastifyRequest): void {
    const credentials = credentialsOf(request);
    if (credentials.authorization === undefined)
      throw new Failure('unauthorized', 'Expected a header Authorization: Bearer <ADMIN_KEY>');
    if (isAdmin(credentials.authorization)) {
      wrongKeys?.look(credentials, ADMIN);
      return;
    }
    access.identify(credentials);
    throw new Failure('forbidden', 'This needs the admin key: the key that came is a tenant key');
  }

  return {
    admit,
    admitFromHere(request) {
      if (!isFromHere(credentialsOf(request))) admit(request);
    },
  };
}
