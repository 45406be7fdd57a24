import type { FastifyRequest } from 'fastify';

/** A proxy in front of us speaks TLS for us. Believed from anybody: it only makes the visitor's own browser stricter. */
export const isHttps = ({ protocol, headers }: FastifyRequest): boolean =>
  protocol === 'https' || headers['x-forwarded-proto'] === 'https';

/**
 * Where somebody comes from, as far as we can tell: what the nearest proxy has seen, the last of `X-Forwarded-For`. Without a proxy
 * it can be made up, so nothing may rest on it alone.
 */
export function addressOf({ headers, ip }: FastifyRequest): string {
  const relayed = [headers['x-forwarded-for']].flat().at(-1)?.split(',').at(-1)?.trim();
  return (relayed || ip).slice(0, 64);
}
