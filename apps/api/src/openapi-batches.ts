import {
  batchRequestSchema,
  batchResultSchema,
  batchSchema,
  createdBatchSchema,
  type ProblemCode,
  sha256Schema,
} from '@jmj/contracts';
import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';

const batch = batchSchema.meta({ id: 'Batch' });
const json = <T>(schema: T) => ({ 'application/json': { schema } });
const photo = { schema: { type: 'string', format: 'binary' } } as const;
const id = z.string().meta({ description: 'Id of the batch' });
const prefer = z.string().optional().meta({
  description: '`wait=N`: answer when it is over, or after N seconds',
  example: 'wait=60',
});
const always = ['unauthorized', 'rate-limited', 'queue-unavailable', 'internal'] as const;

/** @param problems the problem answers for some codes */
export function batchPaths(
  problems: (...codes: ProblemCode[]) => ZodOpenApiResponsesObject,
): ZodOpenApiPathsObject {
  return {
    '/v1/batches': {
      post: {
        operationId: 'createBatch',
        summary: 'Have up to 1,000 photos judged together, within a day, for less',
        description:
          'Photos are named by their SHA-256. What is known is answered, what is missing is to be sent. What stands beside `items` goes for each. Takes an `Idempotency-Key`, as `POST /v1/analyses` does.',
        requestBody: { required: true, content: json(batchRequestSchema) },
        responses: {
          '201': {
            description: 'The batch, and the analysis of each item',
            content: json(createdBatchSchema),
          },
          ...problems(
            'invalid-request',
            'budget-exceeded',
            'idempotency-in-progress',
            'idempotency-mismatch',
            'overloaded',
            ...always,
          ),
        },
      },
    },
    '/v1/batches/{id}/photos/{sha256}': {
      put: {
        operationId: 'sendBatchPhoto',
        summary: 'Send a photo that is missing',
        description: 'With the last one the batch starts by itself. Safe to repeat.',
        requestParams: { path: z.object({ id, sha256: sha256Schema }) },
        requestBody: { required: true, content: { 'image/*': photo, 'application/octet-stream': photo } },
        responses: {
          '200': { description: 'The batch', content: json(batch) },
          ...problems(
            'invalid-request',
            'not-found',
            'conflict',
            'photo-too-large',
            'unsupported-format',
            'photo-too-many-pixels',
            'photo-unreadable',
            'photo-quarantined',
            'photo-store-full',
            ...always,
          ),
        },
      },
    },
    '/v1/batches/{id}/start': {
      post: {
        operationId: 'startBatch',
        summary: 'Start with the photos that have arrived',
        description: 'The other items fail as `photo-unknown`.',
        requestParams: { path: z.object({ id }) },
        responses: {
          '202': { description: 'The batch', content: json(batch) },
          ...problems('not-found', 'conflict', ...always),
        },
      },
    },
    '/v1/batches/{id}': {
      get: {
        operationId: 'getBatch',
        summary: 'Look at a batch',
        description: 'With `ETag` and 304. `Prefer: wait=N` answers when it is over, or after N seconds.',
        requestParams: { path: z.object({ id }), header: z.object({ Prefer: prefer }) },
        responses: {
          '200': { description: 'The batch as it stands', content: json(batch) },
          '304': { description: 'Nothing has changed since `If-None-Match`' },
          ...problems('not-found', ...always),
        },
      },
      delete: {
        operationId: 'cancelBatch',
        summary: 'Cancel a batch',
        requestParams: { path: z.object({ id }) },
        responses: {
          '200': { description: 'It is canceled', content: json(batch) },
          ...problems('not-found', 'conflict', ...always),
        },
      },
    },
    '/v1/batches/{id}/results': {
      get: {
        operationId: 'batchResults',
        summary: 'Read results as they come',
        description: 'A line for each item once it has ended, until the batch is over.',
        requestParams: {
          path: z.object({ id }),
          query: z.object({
            after: z.int().min(0).optional().meta({ description: 'The last `seq` that is known' }),
          }),
        },
        responses: {
          '200': {
            description: 'Lines of JSON as below',
            content: { 'application/x-ndjson': { schema: batchResultSchema.meta({ id: 'BatchResult' }) } },
          },
          ...problems('invalid-request', 'not-found', ...always),
        },
      },
    },
  };
}
