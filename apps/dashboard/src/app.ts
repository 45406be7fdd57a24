import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import type { AnalysisQueueHandle } from '@jmj/queue';
import type { Logger } from '@jmj/runtime';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { createBoard } from './board.ts';
import type { Sessions } from './session.ts';
import { SIGN_IN_CSS, signInPage } from './sign-in-page.ts';

export interface DashboardDeps {
  log: Logger;
  sessions: Sessions;
  queue: AnalysisQueueHandle;
  ready: () => Promise<boolean>;
}

export const BOARD_PATH = '/admin/queues';
const COOKIE = 'jmj_admin';
/** Read without a session. */
const PUBLIC = new Set(['/livez', '/readyz', '/admin/sign-in', '/admin/sign-in.css']);

/** A form of another site must not act in our name, whatever the browser thinks of the cookie. */
function isForeign(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  return request.method !== 'GET' && origin !== undefined && new URL(origin).host !== host;
}

/** The dashboard, apart from listening. Nothing of it is answered without the admin key. */
export async function buildDashboard({
  log,
  sessions,
  queue,
  ready,
}: DashboardDeps): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log.child({}, { level: 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
  }) as unknown as FastifyInstance;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        objectSrc: ["'none'"],
        formAction: ["'self'"],
      },
    },
  });
  await app.register(cookie);
  await app.register(formbody);

  const isSignedIn = ({ headers, cookies }: FastifyRequest): boolean =>
    sessions.isAdminKey(/^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]) ||
    sessions.isOpen(cookies[COOKIE]);

  app.addHook('onRequest', async (request, reply) => {
    if (isForeign(request))
      return reply.code(403).type('text/plain').send('Requests from other sites are refused');
    const path = request.url.split('?')[0] ?? '';
    if (PUBLIC.has(path) || isSignedIn(request)) return;
    if (request.method === 'GET' && request.headers.accept?.includes('text/html')) {
      return reply.redirect('/admin/sign-in');
    }
    return reply.code(401).type('text/plain').send('Sign in, or send Authorization: Bearer <ADMIN_KEY>');
  });

  const page = (request: FastifyRequest, reply: FastifyReply, wrong: boolean) =>
    reply
      .code(wrong ? 401 : 200)
      .type('text/html; charset=utf-8')
      .send(signInPage(request.headers['accept-language'], wrong));

  app.get('/', (_request, reply) => reply.redirect(BOARD_PATH));
  app.get('/admin', (_request, reply) => reply.redirect(BOARD_PATH));
  app.get('/admin/sign-in.css', (_request, reply) => reply.type('text/css').send(SIGN_IN_CSS));
  app.get('/admin/sign-in', (request, reply) => page(request, reply, false));
  app.post<{ Body: { key?: string } | undefined }>('/admin/sign-in', (request, reply) => {
    const session = sessions.open(request.body?.key ?? '');
    if (session === undefined) return page(request, reply, true);
    return reply
      .setCookie(COOKIE, session, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
        maxAge: sessions.maxAgeSeconds,
      })
      .redirect(BOARD_PATH, 303);
  });
  app.post('/admin/sign-out', (_request, reply) =>
    reply.clearCookie(COOKIE, { path: '/' }).redirect('/admin/sign-in', 303),
  );
  app.get('/livez', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ok = await ready().catch(() => false);
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'unavailable' });
  });
  await app.register(createBoard(queue, BOARD_PATH).registerPlugin(), { prefix: BOARD_PATH });
  return app;
}
