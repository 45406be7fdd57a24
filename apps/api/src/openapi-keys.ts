import {
  apiKeySchema,
  createdKeySchema,
  keyListSchema,
  keyRequestSchema,
  keyRotationSchema,
  type ProblemCode,
} from '@jmj/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';

const json = <T>(schema: T) => ({ 'application/json': { schema } });

/** Keys. @param problems tells problem answers by their codes */
export function keysPaths(
  problems: (...codes: ProblemCode[]) => ZodOpenApiResponsesObject,
): ZodOpenApiPathsObject {
  const always = ['unauthorized', 'forbidden', 'queue-unavailable', 'internal'] as const;
  const path = z.object({ id: z.string().meta({ description: 'Id of the key, which is not the key' }) });
  const created = json(createdKeySchema.meta({ id: 'CreatedKey' }));
  return {
    '/v1/admin/keys': {
      get: {
        operationId: 'listKeys',
        summary: 'Who may call (admin key)',
        description: 'Keys of Redis and those of `API_KEYS`, never with the keys themselves.',
        responses: {
          '200': { description: 'By tenant', content: json(keyListSchema.meta({ id: 'KeyList' })) },
          ...problems(...always),
        },
      },
      post: {
        operationId: 'createKey',
        summary: 'Make a key (admin key)',
        description: 'It is told this once, and kept only as a hash.',
        requestBody: { required: true, content: json(keyRequestSchema.meta({ id: 'KeyRequest' })) },
        responses: {
          '201': { description: 'The key', content: created },
          ...problems('invalid-request', ...always),
        },
      },
    },
    '/v1/admin/keys/{id}/rotate': {
      post: {
        operationId: 'rotateKey',
        summary: 'Make a new key in place of one (admin key)',
        description: 'The id stays. The key of before is valid for `graceSeconds` more.',
        requestParams: { path },
        requestBody: { content: json(keyRotationSchema.meta({ id: 'KeyRotation' })) },
        responses: {
          '200': { description: 'The new key', content: created },
          ...problems('invalid-request', 'not-found', 'conflict', ...always),
        },
      },
    },
    '/v1/admin/keys/{id}': {
      delete: {
        operationId: 'revokeKey',
        summary: 'Revoke a key (admin key)',
        description: 'It and those of before its rotations are refused by every api process at once.',
        requestParams: { path },
        responses: {
          '200': { description: 'What it was', content: json(apiKeySchema.meta({ id: 'ApiKey' })) },
          ...problems('not-found', ...always),
        },
      },
    },
  };
}
