import type { BudgetStanding, CacheStatsReport, CostReport, StatsWindow } from '@jmj/contracts';
import { Failure, type QuarantineList } from '@jmj/core';
import type { QueueCounts } from '@jmj/queue';
import type { Logger } from '@jmj/runtime';
import type { FastifyPluginCallback } from 'fastify';
import {
  type Costs,
  costsQuerySchema,
  eraseSchema,
  type Figures,
  figuresQuerySchema,
  type QuarantineShown,
  type Released,
  releaseSchema,
} from './admin-contract.ts';
import { toProblem } from './problems.ts';
import type { Upkeep } from './upkeep.ts';

export interface AdminApiDeps {
  log: Logger;
  report(window: StatsWindow): Promise<CacheStatsReport>;
  counts(): Promise<QueueCounts>;
  /** Of a month, `YYYY-MM`. */
  costs(month: string): Promise<CostReport>;
  budgets(): Promise<BudgetStanding[]>;
  upkeep: Upkeep;
  quarantine: Pick<QuarantineList, 'list' | 'clear'>;
}

/** What the page asks for and does. Whoever gets here has been let in by the guard. */
export const adminApi: FastifyPluginCallback<AdminApiDeps> = (app, deps, done) => {
  const { log, report, counts, costs, budgets, upkeep, quarantine } = deps;

  app.setErrorHandler((error, _request, reply) => {
    const { problem, headers } = toProblem(error);
    if (problem.status >= 500) log.warn({ err: error }, 'admin api');
    return reply.code(problem.status).headers(headers).type('application/problem+json').send(problem);
  });
  // A form cannot send JSON: what acts here was written to act here.
  app.addHook('preValidation', async ({ method, headers }) => {
    if (method === 'POST' && !headers['content-type']?.startsWith('application/json'))
      throw new Failure('invalid-request', 'Expected Content-Type: application/json');
  });

  app.get('/figures', async (request): Promise<Figures> => {
    const { range, window } = figuresQuerySchema.parse(request.query);
    const [{ series, ...told }, queue] = await Promise.all([report(window), counts()]);
    return { report: told, range, series: series[range], queue, mayAct: request.role === 'admin' };
  });

  app.get('/costs', async (request): Promise<Costs> => {
    const running = new Date().toISOString().slice(0, 7);
    const { month = running } = costsQuerySchema.parse(request.query);
    const [told, standings] = await Promise.all([costs(month), budgets()]);
    if (month !== running) return { report: told, running, budgets: standings };
    const { savedUsd } = (await report('day')).cost.month;
    return { report: { ...told, savedUsd }, running, budgets: standings };
  });

  app.get('/quarantine', async (request): Promise<QuarantineShown> => {
    return { photos: await quarantine.list(), mayAct: request.role === 'admin' };
  });

  app.post('/quarantine/release', async (request): Promise<Released> => {
    const removed = await quarantine.clear(releaseSchema.parse(request.body).sha256);
    log.info({ removed }, 'photos let out of quarantine');
    return { removed };
  });

  app.post('/cache/clear', async () => {
    const removed = await upkeep.clear();
    log.info(removed, 'cache cleared');
    return removed;
  });

  app.post('/users/erase', async (request) => {
    const removed = await upkeep.erase(eraseSchema.parse(request.body));
    // Not whose: a log outlives what was erased.
    log.info(removed, 'a user was erased from the cache');
    return removed;
  });
  done();
};
