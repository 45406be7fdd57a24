import type { FastifyInstance } from 'fastify';
import type { Access } from '../access.ts';
import type { AdminGate } from '../admin-gate.ts';
import { invalid } from '../intake/options.ts';
import { type AnswersDeps, createAnswers } from './answers.ts';

export interface WarmUpDeps extends Omit<AnswersDeps, 'locationOf'> {
  gate: AdminGate;
  access: Access;
}

type Query = Record<string, unknown>;
type ById = { Params: { id: string }; Querystring: Query };

/** For the person who runs the service: a tenant's photos, judged while nobody waits for them, behind all who do. */
export function registerWarmUp(app: FastifyInstance, deps: WarmUpDeps): void {
  const { gate, access } = deps;
  const answers = createAnswers({
    ...deps,
    locationOf: (tenant, id) => `/v1/admin/analyses/${id}?${new URLSearchParams({ tenant })}`,
  });

  /** What is kept under a name that nobody has a key for would be paid for nothing. @throws Failure `invalid-request` */
  function tenantOf({ tenant, ...options }: Query): { tenant: string; options: Query } {
    if (typeof tenant === 'string' && access.knows(tenant)) return { tenant, options };
    throw invalid([{ field: 'tenant', message: 'expected a tenant of API_KEYS, in the query' }]);
  }

  app.post<{ Querystring: Query }>('/v1/admin/analyses', async (request, reply) => {
    gate.admit(request);
    const { tenant, options } = tenantOf(request.query);
    return answers.take(request, reply, tenant, options);
  });

  app.get<ById>('/v1/admin/analyses/:id', async (request, reply) => {
    gate.admit(request);
    const { tenant } = tenantOf(request.query);
    return answers.look(request, reply, tenant, request.params.id);
  });
}
