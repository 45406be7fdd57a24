import { type ErasureReceipt, userIdSchema } from '@jmj/contracts';
import type { Erase } from '@jmj/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Access, Caller } from '../access.ts';
import type { AdminGate } from '../admin-gate.ts';
import { invalid, parseWith } from '../intake/options.ts';

export interface UsersDeps {
  erase: Erase['erase'];
  gate: AdminGate;
  access: Access;
  callerOf: (request: FastifyRequest) => Caller;
}

type ByUser = { Params: { userId: string } };
type OfTenant = ByUser & { Querystring: Record<string, unknown> };

const pathSchema = z.object({ userId: userIdSchema });

/** Forgets a person: for a tenant one of its own users, for the admin one of any tenant's. */
export function registerUsers(app: FastifyInstance, { erase, gate, access, callerOf }: UsersDeps): void {
  const userOf = (request: FastifyRequest<ByUser>): string => parseWith(pathSchema, request.params).userId;

  app.delete<ByUser>('/v1/users/:userId', async (request, reply): Promise<ErasureReceipt> => {
    const { tenant } = callerOf(request);
    reply.header('cache-control', 'no-store');
    return erase({ tenant, userId: userOf(request) });
  });

  app.delete<OfTenant>('/v1/admin/users/:userId', async (request, reply): Promise<ErasureReceipt> => {
    gate.admit(request);
    const { tenant } = request.query;
    if (typeof tenant !== 'string' || !access.knows(tenant))
      throw invalid([{ field: 'tenant', message: 'expected a tenant that has a key, in the query' }]);
    reply.header('cache-control', 'no-store');
    return erase({ tenant, userId: userOf(request) });
  });
}
