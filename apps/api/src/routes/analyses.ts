import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../access.ts';
import { type AnswersDeps, createAnswers } from './answers.ts';

export interface AnalysesDeps extends Omit<AnswersDeps, 'locationOf'> {
  callerOf: (request: FastifyRequest) => Caller;
}

type ById = { Params: { id: string } };

export function registerAnalyses(app: FastifyInstance, deps: AnalysesDeps): void {
  const { follow, callerOf } = deps;
  const answers = createAnswers({ ...deps, locationOf: (_tenant, id) => `/v1/analyses/${id}` });

  app.post('/v1/analyses', (request, reply) =>
    answers.take(request, reply, callerOf(request).tenant, request.query),
  );

  app.get<ById>('/v1/analyses/:id', (request, reply) =>
    answers.look(request, reply, callerOf(request).tenant, request.params.id),
  );

  app.delete<ById>('/v1/analyses/:id', async (request) => {
    const { tenant } = callerOf(request);
    return follow.cancel(tenant, request.params.id);
  });
}
