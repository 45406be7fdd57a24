import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COOKIE, SIGN_IN_CSS_PATH, SIGN_IN_PATH } from './guard.ts';
import type { Sessions } from './session.ts';
import { SIGN_IN_CSS, signInPage } from './sign-in-page.ts';

export const SIGN_OUT_PATH = '/admin/sign-out';

/** A proxy in front of us speaks TLS for us. Believed from anybody: it only makes the visitor's own cookie stricter. */
const isHttps = ({ protocol, headers }: FastifyRequest): boolean =>
  protocol === 'https' || headers['x-forwarded-proto'] === 'https';

/** The form that asks for the admin key, and the way out. */
export function signInRoutes(app: FastifyInstance, { sessions, home }: { sessions: Sessions; home: string }) {
  const page = (request: FastifyRequest, reply: FastifyReply, wrong: boolean) =>
    reply
      .code(wrong ? 401 : 200)
      .type('text/html; charset=utf-8')
      .send(signInPage(request.headers['accept-language'], wrong));

  app.get(SIGN_IN_CSS_PATH, (_request, reply) => reply.type('text/css').send(SIGN_IN_CSS));

  app.get(SIGN_IN_PATH, (request, reply) =>
    sessions.isOpen(request.cookies[COOKIE]) ? reply.redirect(home) : page(request, reply, false),
  );

  app.post<{ Body: { key?: unknown } | undefined }>(SIGN_IN_PATH, (request, reply) => {
    const key = request.body?.key;
    const session = typeof key === 'string' ? sessions.open(key.trim()) : undefined;
    if (session === undefined) return page(request, reply, true);
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
    reply.clearCookie(COOKIE, { path: '/' }).redirect(SIGN_IN_PATH, 303),
  );
}
