import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sessions } from './session.ts';

export const COOKIE = 'jmj_admin';
export const SIGN_IN_PATH = '/admin/sign-in';
export const SIGN_IN_CSS_PATH = '/admin/sign-in.css';

/** Answered without a session. Everything else, known or not, asks for one. */
const PUBLIC = new Set(['/livez', '/readyz', SIGN_IN_PATH, SIGN_IN_CSS_PATH]);
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A form of another site must not act in our name, whatever the browser thinks of the cookie. */
function isForeign({ method, headers }: FastifyRequest): boolean {
  const { origin, host } = headers;
  if (READS.has(method) || origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Turns away whoever has neither a session nor the admin key: a browser to the sign-in page, a program with 401. */
export function guard(app: FastifyInstance, sessions: Sessions): void {
  const isSignedIn = ({ headers, cookies }: FastifyRequest): boolean =>
    sessions.isAdminKey(/^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]) ||
    sessions.isOpen(cookies[COOKIE]);

  app.addHook('onRequest', async (request, reply) => {
    if (isForeign(request)) {
      return reply.code(403).type('text/plain').send('Requests from other sites are refused');
    }
    if (PUBLIC.has(request.url.split('?')[0] ?? '') || isSignedIn(request)) return;
    if (request.method === 'GET' && request.headers.accept?.includes('text/html')) {
      return reply.redirect(SIGN_IN_PATH);
    }
    return reply.code(401).type('text/plain').send('Sign in, or send Authorization: Bearer <ADMIN_KEY>');
  });
}
