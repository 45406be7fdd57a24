import type { FastifyInstance } from 'fastify';
import type { Access } from '../access.ts';
import type { AdminGate } from '../admin-gate.ts';
import { type AnswersDeps, createAnswers } from './answers.ts';
import { onBehalf, type Query } from './on-behalf.ts';

export interface WarmUpDeps extends Omit<AnswersDeps, 'locationOf'> {
  gate: AdminGate;
  access: Access;
}

type ById = { Params: { id: string }; Querystring: Query };

/** For the person who runs the service: a tenant's photos, judged while nobody waits for them, behind all who do. */
export function registerWarmUp(app: FastifyInstance, deps: WarmUpDeps): void {
  const { gate, access } = deps;
  const answers = createAnswers({
    ...deps,
    locationOf: (tenant, id) => `/v1/admin/analyses/${id}?${new URLSearchParams({ tenant })}`,
  });

  app.post<{ Querystring: Query }>('/v1/admin/analyses', async (request, reply) => {
    gate.admit(request);
    const { tenant, options } = onBehalf(access, request.query);
    return answers.take(request, reply, tenant, options);
  });

  app.get<ById>('/v1/admin/analyses/:id', async (request, reply) => {
    gate.admit(request);
    const { tenant } = onBehalf(access, request.query);
    return answers.look(request, reply, tenant, request.params.id);
  });
}
