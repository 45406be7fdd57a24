import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COOKIE, SIGN_IN_CSS_PATH, SIGN_IN_PATH, TOKEN_COOKIE } from './guard.ts';
import type { Sessions } from './session.ts';
import { SIGN_IN_CSS, type SignInTrouble, signInPage } from './sign-in-page.ts';
import type { Tries } from './tries.ts';
import { addressOf, isHttps } from './visitor.ts';

export const SIGN_OUT_PATH = '/admin/sign-out';

interface SignInDeps {
  sessions: Sessions;
  tries: Tries;
  home: string;
}

/** The form that asks for the admin key, and the way out. */
export function signInRoutes(app: FastifyInstance, { sessions, tries, home }: SignInDeps): void {
  const page = (request: FastifyRequest, reply: FastifyReply, status: number, trouble?: SignInTrouble) =>
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .send(signInPage(request.headers['accept-language'], trouble));

  app.get(SIGN_IN_CSS_PATH, (_request, reply) => reply.type('text/css').send(SIGN_IN_CSS));

  app.get(SIGN_IN_PATH, (request, reply) =>
    sessions.roleOf(request.cookies[COOKIE]) ? reply.redirect(home) : page(request, reply, 200),
  );

  app.post<{ Body: { key?: unknown } | undefined }>(SIGN_IN_PATH, (request, reply) => {
    const key = request.body?.key;
    const address = addressOf(request);
    const wait = tries.waitFor(address);
    if (wait > 0) return page(request, reply.header('retry-after', wait), 429, 'wait');
    if (typeof key !== 'string') return page(request, reply, 401, 'wrong');
    const session = sessions.open(key.trim());
    if (session === undefined) {
      tries.failed(address);
      return page(request, reply, 401, 'wrong');
    }
    tries.succeeded(address);
    return reply
      .setCookie(COOKIE, session, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: isHttps(request),
        maxAge: sessions.maxAgeSeconds,
      })
      .redirect(home, 303);
  });

  // A plain link may do this: another site's link comes without the cookie, and is turned away before it gets here.
  app.get(SIGN_OUT_PATH, (_request, reply) =>
    reply
      .clearCookie(COOKIE, { path: '/' })
      .clearCookie(TOKEN_COOKIE, { path: '/' })
      .redirect(SIGN_IN_PATH, 303),
  );
}
