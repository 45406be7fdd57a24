import { budgetTenantSchema, erasureReceiptSchema, type ProblemCode, userIdSchema } from '@jmj/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';

const userId = userIdSchema.meta({ description: "The tenant's own name for the user, as it was sent" });

/** @param problems the problem answers for some codes */
export function userPaths(
  problems: (...codes: ProblemCode[]) => ZodOpenApiResponsesObject,
): ZodOpenApiPathsObject {
  const receipt = {
    description: 'What was removed, counted. Zeros when nothing was left',
    content: { 'application/json': { schema: erasureReceiptSchema.meta({ id: 'ErasureReceipt' }) } },
  };
  const always = ['unauthorized', 'rate-limited', 'queue-unavailable', 'internal'] as const;
  return {
    '/v1/users/{userId}': {
      delete: {
        operationId: 'eraseUser',
        summary: 'Forget one of your users',
        description:
          'Analyses, photos on their way, what only their photos led to, and whatever else names them; also what is being judged at that moment. Safe to repeat; when `complete` is false, repeat it.',
        requestParams: { path: z.object({ userId }) },
        responses: { '200': receipt, ...problems('invalid-request', ...always) },
      },
    },
    '/v1/admin/users/{userId}': {
      delete: {
        operationId: 'eraseUserOfTenant',
        summary: 'Forget a user of a tenant (admin key)',
        requestParams: {
          path: z.object({ userId }),
          query: z.object({ tenant: budgetTenantSchema.meta({ description: 'Whose user it is' }) }),
        },
        responses: { '200': receipt, ...problems('invalid-request', 'forbidden', ...always) },
      },
    },
  };
}
