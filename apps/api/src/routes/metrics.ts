import type { FastifyInstance } from 'fastify';
import type { AdminGate } from '../admin-gate.ts';
import type { Metrics } from '../metrics.ts';

/** `/metrics` in Prometheus' text format, for the admin key and for scrapers on this machine. */
export function registerMetrics(app: FastifyInstance, gate: AdminGate, metrics: Metrics): void {
  app.get('/metrics', async (request, reply) => {
    gate.admitFromHere(request);
    return reply.type(metrics.contentType).send(await metrics.render());
  });
}
