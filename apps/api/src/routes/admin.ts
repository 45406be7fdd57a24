import { type CacheStatsReport, type StatsWindow, statsWindowSchema } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AdminGate } from '../admin-gate.ts';

export interface AdminDeps {
  gate: AdminGate;
  report(window: StatsWindow): Promise<CacheStatsReport>;
  /** Removes every critique from the cache, and nothing else; answers how many. */
  clearCache(): Promise<number>;
}

const querySchema = z.object({ window: statsWindowSchema.default('day') });

function windowOf(query: unknown): StatsWindow {
  const parsed = querySchema.safeParse(query);
  if (parsed.success) return parsed.data.window;
  const message = `expected ${statsWindowSchema.options.join(', ')}`;
  throw new Failure('invalid-request', 'The window is not known', {
    fields: [{ field: 'window', message }],
  });
}

/** For the person who runs the service: what the cache does and saves, and the button that empties it. */
export function registerAdmin(app: FastifyInstance, { gate, report, clearCache }: AdminDeps): void {
  app.get('/v1/admin/cache/stats', async (request, reply) => {
    gate.admit(request);
    reply.header('cache-control', 'no-store');
    return report(windowOf(request.query));
  });

  app.delete('/v1/admin/cache', async (request) => {
    gate.admit(request);
    return { removed: await clearCache() };
  });
}
