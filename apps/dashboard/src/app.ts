import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { AnalysisQueueHandle } from '@jmj/queue';
import type { Logger } from '@jmj/runtime';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { createBoard } from './board.ts';
import { guard } from './guard.ts';
import { secureHeaders } from './headers.ts';
import type { Sessions } from './session.ts';
import { signInRoutes } from './sign-in.ts';

export interface DashboardDeps {
  log: Logger;
  sessions: Sessions;
  queue: AnalysisQueueHandle;
  ready: () => Promise<boolean>;
}

export const BOARD_PATH = '/admin/queues';

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
  await secureHeaders(app);
  await app.register(cookie);
  await app.register(formbody);
  guard(app, sessions);

  signInRoutes(app, { sessions, home: BOARD_PATH });
  app.get('/', (_request, reply) => reply.redirect(BOARD_PATH));
  app.get('/admin', (_request, reply) => reply.redirect(BOARD_PATH));
  app.get('/livez', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ok = await ready().catch(() => false);
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'unavailable' });
  });
  await app.register(createBoard(queue, BOARD_PATH).registerPlugin(), { prefix: BOARD_PATH });
  return app;
}
