import { cacheClearedSchema, type ProblemCode, quarantinedSchema, sha256Schema } from '@jmj/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';

const json = <T>(schema: T) => ({ 'application/json': { schema } });

/** Photos that workers did not survive. @param problems tells problem answers by their codes */
export function quarantinePaths(
  problems: (...codes: ProblemCode[]) => ZodOpenApiResponsesObject,
): ZodOpenApiPathsObject {
  const always = ['unauthorized', 'forbidden', 'queue-unavailable', 'internal'] as const;
  const released = { description: 'How many were let go', content: json(cacheClearedSchema) };
  return {
    '/v1/admin/quarantine': {
      get: {
        operationId: 'listQuarantine',
        summary: 'Photos that are refused, since workers went away whenever they opened them (admin key)',
        responses: {
          '200': {
            description: 'The latest first',
            content: json(quarantinedSchema.meta({ id: 'Quarantined' })),
          },
          ...problems(...always),
        },
      },
      delete: {
        operationId: 'clearQuarantine',
        summary: 'Let all of them in again (admin key)',
        responses: { '200': released, ...problems(...always) },
      },
    },
    '/v1/admin/quarantine/{sha256}': {
      delete: {
        operationId: 'releaseFromQuarantine',
        summary: 'Let one photo in again (admin key)',
        requestParams: { path: z.object({ sha256: sha256Schema }) },
        responses: { '200': released, ...problems('invalid-request', ...always) },
      },
    },
  };
}
