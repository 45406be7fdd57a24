import {
  budgetListSchema,
  budgetRulesSchema,
  budgetStandingSchema,
  budgetTenantSchema,
  costReportSchema,
  ledgerCallsSchema,
  monthSchema,
  type ProblemCode,
  userIdSchema,
} from '@jmj/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';

const tenant = budgetTenantSchema.meta({
  description: 'A tenant of `API_KEYS`, or `*`: everyone without a budget of its own',
});
const json = <T>(schema: T) => ({ 'application/json': { schema } });
const csv = { 'text/csv': { schema: z.string() } };

/** Costs and budgets. @param problems tells problem answers by their codes */
export function moneyPaths(
  problems: (...codes: ProblemCode[]) => ZodOpenApiResponsesObject,
): ZodOpenApiPathsObject {
  const always = ['unauthorized', 'queue-unavailable', 'internal'] as const;
  const standing = budgetStandingSchema.meta({ id: 'BudgetStanding' });
  const told = { description: 'The budget, and what of it is spent, held and left', content: json(standing) };
  const ofTenant = z.object({ tenant });
  const ofUser = z.object({
    userId: userIdSchema.optional().meta({ description: 'Also what is left of this user' }),
  });
  return {
    '/v1/budget': {
      get: {
        operationId: 'getOwnBudget',
        summary: 'What may be spent, and what is left of it',
        requestParams: { query: ofUser },
        responses: { '200': told, ...problems('invalid-request', ...always) },
      },
    },
    '/v1/admin/budgets': {
      get: {
        operationId: 'listBudgets',
        summary: 'All budgets, and where everybody stands (admin key)',
        responses: {
          '200': { description: 'By tenant', content: json(budgetListSchema.meta({ id: 'BudgetList' })) },
          ...problems('forbidden', ...always),
        },
      },
    },
    '/v1/admin/budgets/{tenant}': {
      get: {
        operationId: 'getBudget',
        summary: 'The budget of a tenant (admin key)',
        requestParams: { path: ofTenant, query: ofUser },
        responses: { '200': told, ...problems('invalid-request', 'forbidden', ...always) },
      },
      put: {
        operationId: 'setBudget',
        summary: 'Set the budget of a tenant, in place of what it had (admin key)',
        description: 'What is absent is not limited. Holds and what was spent stay.',
        requestParams: { path: ofTenant },
        requestBody: { required: true, content: json(budgetRulesSchema.meta({ id: 'BudgetRules' })) },
        responses: { '200': told, ...problems('invalid-request', 'forbidden', 'not-found', ...always) },
      },
      delete: {
        operationId: 'removeBudget',
        summary: "Remove a tenant's own budget (admin key)",
        requestParams: { path: ofTenant },
        responses: { '200': told, ...problems('forbidden', 'not-found', ...always) },
      },
    },
    '/v1/admin/costs': {
      get: {
        operationId: 'costs',
        summary: 'What calls of the model provider cost in a month (admin key)',
        description: 'As CSV with `Accept: text/csv`, or at `/v1/admin/costs.csv`.',
        requestParams: {
          query: z.object({
            month: monthSchema.optional().meta({ description: 'UTC; without it, the running one' }),
            tenant: budgetTenantSchema.optional().meta({ description: 'Of one tenant alone' }),
          }),
        },
        responses: {
          '200': {
            description: 'The sum, by day, model, tier, tenant and outcome',
            content: { ...json(costReportSchema.meta({ id: 'CostReport' })), ...csv },
          },
          ...problems('invalid-request', 'forbidden', ...always),
        },
      },
    },
    '/v1/admin/costs/calls': {
      get: {
        operationId: 'costsByCall',
        summary: 'The calls of the last 48 hours, the oldest first (admin key)',
        description:
          'Page by page: `after` is the `next` of the page before. As CSV with `Accept: text/csv`, or at `/v1/admin/costs/calls.csv`; the next page is then in `Link`.',
        requestParams: {
          query: z.object({
            since: z.iso.datetime({ offset: true }).optional(),
            after: z.string().optional(),
            limit: z.int().min(1).max(1000).default(1000),
          }),
        },
        responses: {
          '200': {
            description: 'Lines of the ledger. Users only as hashes',
            content: { ...json(ledgerCallsSchema.meta({ id: 'LedgerCalls' })), ...csv },
          },
          ...problems('invalid-request', 'forbidden', ...always),
        },
      },
    },
  };
}
