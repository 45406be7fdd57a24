import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { isHttps } from './visitor.ts';

/** Bull Board's page asks Google for its fonts: what an administrator looks at is nobody else's business. */
const FONTS_FROM_ELSEWHERE = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/g;

/** Over TLS only, RFC 6797 §7.2. Other hosts of the domain are not ours to speak for. */
const HSTS = 'max-age=31536000';

/** Everything comes from here, nothing is framed, and what was read while signed in is not kept by the browser. */
export async function secureHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    // With `no-referrer` browsers send `Origin: null`, also to ourselves: https://fetch.spec.whatwg.org/#origin-header
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Bull Board sets styles from scripts and in its page.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        objectSrc: ["'none'"],
        formAction: ["'self'"],
      },
    },
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (isHttps(request)) reply.header('strict-transport-security', HSTS);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
    return isPage && typeof payload === 'string' ? payload.replace(FONTS_FROM_ELSEWHERE, '') : payload;
  });
}
