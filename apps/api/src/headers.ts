import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A year, as https://hstspreload.org asks for; other hosts of the domain are not ours to speak for. */
export const HSTS = 'max-age=31536000';

/** A proxy in front of us speaks TLS for us. Believed from anybody: it only makes the visitor's own browser stricter. */
export const isHttps = ({ headers, protocol }: FastifyRequest): boolean =>
  headers['x-forwarded-proto'] === 'https' || protocol === 'https';

/**
 * What is answered is data, whatever a browser that is led here makes of it: nothing is guessed, run, framed, embedded elsewhere or
 * told on. https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
 * Pages have their own policy (routes/pages.ts). HSTS is for answers over TLS only: RFC 6797 §7.2.
 */
export function secureHeaders(app: FastifyInstance): void {
  // Hooks of the hit path are plain functions: a promise for each would be felt.
  app.addHook('onRequest', (request, reply, done) => {
    reply
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
      .header('cross-origin-resource-policy', 'same-origin')
      .header('referrer-policy', 'no-referrer');
    if (isHttps(request)) reply.header('strict-transport-security', HSTS);
    done();
  });
}
