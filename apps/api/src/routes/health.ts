import type { FastifyInstance } from 'fastify';

/** `/livez`: the process answers. `/readyz`: what it needs answers too. Neither asks for a key. */
export function registerHealth(app: FastifyInstance, checks: Record<string, () => Promise<boolean>>): void {
  app.get('/livez', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await check().catch(() => false)] as const),
    );
    const ready = results.every(([, ok]) => ok);
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ok' : 'unavailable',
      checks: Object.fromEntries(results.map(([name, ok]) => [name, ok ? 'ok' : 'failing'])),
    });
  });
}
