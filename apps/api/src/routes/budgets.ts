import type { RedisBudgetRules } from '@jmj/billing';
import {
  type BudgetStanding,
  budgetRulesSchema,
  budgetTenantSchema,
  EVERY_TENANT,
  userIdSchema,
} from '@jmj/contracts';
import { Failure, userHashOf } from '@jmj/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Access, Caller } from '../access.ts';
import type { AdminGate } from '../admin-gate.ts';
import { parseWith } from '../intake/options.ts';

export interface BudgetsDeps {
  gate: AdminGate;
  access: Access;
  rules: RedisBudgetRules;
  callerOf: (request: FastifyRequest) => Caller;
}

type OfTenant = { Params: { tenant: string } };

const pathSchema = z.object({ tenant: budgetTenantSchema });
const querySchema = z.object({ userId: userIdSchema.optional() });

/** For the person who runs the service: what may be spent; for a tenant: what of it is left. */
export function registerBudgets(app: FastifyInstance, deps: BudgetsDeps): void {
  const { gate, access, rules, callerOf } = deps;

  const tenantOf = (request: FastifyRequest<OfTenant>): string =>
    parseWith(pathSchema, request.params).tenant;

  async function standing(tenant: string, query: unknown): Promise<BudgetStanding> {
    const { userId } = parseWith(querySchema, query);
    const userHash = userId === undefined ? undefined : userHashOf(tenant, userId);
    return rules.standing({ tenant, userHash });
  }

  app.get('/v1/admin/budgets', async (request, reply) => {
    gate.admit(request);
    reply.header('cache-control', 'no-store');
    return rules.list();
  });

  app.get<OfTenant>('/v1/admin/budgets/:tenant', async (request, reply) => {
    gate.admit(request);
    reply.header('cache-control', 'no-store');
    return standing(tenantOf(request), request.query);
  });

  app.put<OfTenant>('/v1/admin/budgets/:tenant', async (request) => {
    gate.admit(request);
    const tenant = tenantOf(request);
    // A budget under a misspelt name would limit nobody.
    if (tenant !== EVERY_TENANT && !access.knows(tenant))
      throw new Failure('not-found', 'Expected a tenant that has a key, or * for all without an own budget');
    await rules.set(tenant, parseWith(budgetRulesSchema, request.body ?? {}));
    return rules.standing({ tenant });
  });

  app.delete<OfTenant>('/v1/admin/budgets/:tenant', async (request) => {
    gate.admit(request);
    const tenant = tenantOf(request);
    if (!(await rules.remove(tenant))) throw new Failure('not-found', 'There is no such budget');
    return rules.standing({ tenant });
  });

  app.get('/v1/budget', async (request, reply) => {
    const { tenant } = callerOf(request);
    reply.header('cache-control', 'private, no-store');
    return standing(tenant, request.query);
  });
}
