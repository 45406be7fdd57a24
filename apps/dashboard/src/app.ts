import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import { Failure } from '@jmj/core';
import type { AnalysisQueueHandle, SideQueues } from '@jmj/queue';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { type AdminApiDeps, adminApi } from './admin-api.ts';
import { createBoard } from './board.ts';
import { guard } from './guard.ts';
import { secureHeaders } from './headers.ts';
import { adminPages, arePagesBuilt } from './pages.ts';
import { toProblem } from './problems.ts';
import type { Sessions } from './session.ts';
import { signInRoutes } from './sign-in.ts';
import { createTries } from './tries.ts';

export interface DashboardDeps extends AdminApiDeps {
  sessions: Sessions;
  queue: AnalysisQueueHandle;
  side: SideQueues;
  ready: () => Promise<boolean>;
  /** Where the built pages are. */
  pagesDir: string;
}

export const HOME_PATH = '/admin';
export const BOARD_PATH = '/admin/queues';

/** The dashboard, apart from listening. Nothing of it is answered without the admin key. */
export async function buildDashboard(deps: DashboardDeps): Promise<FastifyInstance> {
  const { log, sessions, queue, side, ready, pagesDir } = deps;
  const app = fastify({
    loggerInstance: log.child({}, { level: 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
  }) as unknown as FastifyInstance;
  const isReady = () => ready().catch(() => false);
  await secureHeaders(app);
  await app.register(cookie);
  await app.register(formbody);
  const tries = createTries();
  guard(app, sessions, tries);
  // Bull Board would take a Redis that is away for a fault of its own.
  app.addHook('onRequest', async ({ url }, reply) => {
    if (!url.startsWith(`${BOARD_PATH}/api/`) || (await isReady())) return undefined;
    const { problem, headers } = toProblem(new Failure('queue-unavailable', 'Redis cannot be reached'));
    return reply.code(problem.status).headers(headers).type('application/problem+json').send(problem);
  });

  signInRoutes(app, { sessions, tries, home: HOME_PATH });
  app.get('/', (_request, reply) => reply.redirect(HOME_PATH));
  await app.register(adminApi, { ...deps, prefix: '/admin/api' });
  if (arePagesBuilt(pagesDir)) {
    await app.register(adminPages, { folder: pagesDir });
  } else {
    log.warn({ pagesDir }, 'the pages are not built: only the queue is shown');
    app.get(HOME_PATH, (_request, reply) => reply.redirect(BOARD_PATH));
  }
  app.get('/livez', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ok = await isReady();
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'unavailable' });
  });
  await app.register(createBoard(queue, side, BOARD_PATH).registerPlugin(), { prefix: BOARD_PATH });
  return app;
}
