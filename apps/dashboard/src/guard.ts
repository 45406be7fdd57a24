import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Role, Sessions } from './session.ts';
import type { Tries } from './tries.ts';
import { addressOf, isHttps } from './visitor.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What whoever asks may do; absent on what is public. */
    role: Role | undefined;
  }
}

export const COOKIE = 'jmj_admin';
export const SIGN_IN_PATH = '/admin/sign-in';
export const SIGN_IN_CSS_PATH = '/admin/sign-in.css';
/** By these names Bull Board's client (axios) sends the token by itself: https://axios-http.com/docs/req_config */
export const TOKEN_COOKIE = 'XSRF-TOKEN';
const TOKEN_HEADER = 'x-xsrf-token';

/** Answered without a session. Everything else, known or not, asks for one. */
const PUBLIC = new Set(['/livez', '/readyz', SIGN_IN_PATH, SIGN_IN_CSS_PATH]);
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** `none`: a person typed it, or a bookmark was opened. */
const OWN_SITES = new Set(['same-origin', 'none']);

/** Whether a browser says that another site sent it: by Fetch Metadata, and by Origin where there is none. */
function isForeign({ method, headers }: FastifyRequest): boolean {
  if (READS.has(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITES.has(String(site))) return true;
  const { origin, host } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

const keyIn = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];

const refuse = (reply: FastifyReply, status: number, text: string): FastifyReply =>
  reply.code(status).type('text/plain').send(text);

/**
 * Turns away whoever has neither a session nor a key: a browser to the sign-in page, a program with 401. Who may only look gets 403
 * for each request that would act.
 *
 * A browser sends its cookie along whoever made it ask, so a session alone does not act: a signed double-submit token has to come in
 * a header, which no other site can read or set, HMAC-bound to this session so that a planted cookie is worth nothing; and before
 * that SameSite=Strict, Fetch Metadata and Origin.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 * Keys in a header are no cookie and need no token. Signing in needs the key itself.
 */
export function guard(app: FastifyInstance, sessions: Sessions, tries: Tries): void {
  function roleByKey(request: FastifyRequest, key: string): Role | undefined {
    const role = sessions.roleOfKey(key);
    if (role === undefined) tries.failed(addressOf(request));
    return role;
  }

  /** Cookies are for programs of the page to read: the token says nothing about the session. */
  function giveToken(request: FastifyRequest, reply: FastifyReply, session: string): void {
    const token = sessions.tokenOf(session);
    if (request.cookies[TOKEN_COOKIE] === token) return;
    reply.setCookie(TOKEN_COOKIE, token, { path: '/', sameSite: 'strict', secure: isHttps(request) });
  }

  app.decorateRequest('role', undefined);
  app.addHook('onRequest', async (request, reply) => {
    if (isForeign(request)) return refuse(reply, 403, 'Requests from other sites are refused');
    if (PUBLIC.has(request.url.split('?')[0] ?? '')) return;

    const session = request.cookies[COOKIE];
    const bySession = sessions.roleOf(session);
    const key = keyIn(request);
    const wait = bySession === undefined && key !== undefined ? tries.waitFor(addressOf(request)) : 0;
    if (wait > 0) return refuse(reply.header('retry-after', wait), 429, 'Too many wrong keys: wait');
    const byKey = key === undefined ? undefined : roleByKey(request, key);
    const role = byKey ?? bySession;
    if (role === undefined) {
      if (request.method === 'GET' && request.headers.accept?.includes('text/html'))
        return reply.redirect(SIGN_IN_PATH);
      return refuse(reply, 401, 'Sign in, or send Authorization: Bearer <ADMIN_KEY>');
    }

    request.role = role;
    if (READS.has(request.method)) {
      if (session !== undefined && bySession !== undefined) giveToken(request, reply, session);
      return;
    }
    if (role === 'reader') return refuse(reply, 403, 'This key may look, and not act');
    if (byKey === undefined && !sessions.isTokenOf(session ?? '', request.headers[TOKEN_HEADER]))
      return refuse(reply, 403, 'The token of this session is missing: load the page again');
  });
}
