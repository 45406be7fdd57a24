import {
  analysisEventSchema,
  analysisJsonRequestSchema,
  analysisOptionsSchema,
  analysisSchema,
  cacheClearedSchema,
  cacheStatsSchema,
  estimateJsonRequestSchema,
  estimateSchema,
  PROBLEMS,
  type ProblemCode,
  problemSchema,
  statsWindowSchema,
} from '@jmj/contracts';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import { batchPaths } from './openapi-batches.ts';
import { keysPaths } from './openapi-keys.ts';
import { moneyPaths } from './openapi-money.ts';
import { quarantinePaths } from './openapi-quarantine.ts';
import { userPaths } from './openapi-users.ts';

const analysis = analysisSchema.meta({ id: 'Analysis' });
const problem = problemSchema.meta({ id: 'Problem' });
const json = <T>(schema: T) => ({ 'application/json': { schema } });

/** Problem answers, one per HTTP status that the codes have. */
function problems(...codes: ProblemCode[]) {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, its]) => [
      String(status) as `${4 | 5}${string}`,
      {
        description: its.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('. '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

const id = z.string().meta({ description: 'Id of the analysis' });
const prefer = z.string().optional().meta({
  description: '`wait=N`: answer when done, or after N seconds',
  example: 'wait=20',
});
const idempotencyKey = z.string().optional().meta({
  description:
    'Carried out once: who sends it again with the same photo and options gets the same analysis, and `Idempotency-Replayed: true`',
  example: '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
});
const rawPhoto = { schema: { type: 'string', format: 'binary' } } as const;

const tenant = z.string().meta({ description: 'Whose photo it is: a tenant that has a key' });

const always = ['unauthorized', 'rate-limited', 'queue-unavailable', 'internal'] as const;

const photoBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: analysisOptionsSchema.extend({
        photo: z.file().meta({ description: 'JPEG, PNG, WebP, AVIF, GIF or TIFF' }),
      }),
    },
    'image/*': rawPhoto,
    'application/octet-stream': rawPhoto,
    ...json(analysisJsonRequestSchema),
  },
} as const;

const submitted = {
  '200': {
    description: 'The critique was known, or came within the time preferred. `Cache-Status` tells which.',
    content: json(analysis),
  },
  '202': {
    description: 'A worker will judge it: see `Location`, `Retry-After`.',
    content: json(analysis),
  },
  ...problems(
    'invalid-request',
    'photo-unknown',
    'photo-too-large',
    'unsupported-format',
    'photo-too-many-pixels',
    'photo-unreadable',
    'photo-quarantined',
    'image-url-refused',
    'not-implemented',
    'budget-exceeded',
    'upload-too-slow',
    'idempotency-in-progress',
    'idempotency-mismatch',
    'photo-store-full',
    'overloaded',
    ...always,
  ),
};

const estimating = {
  requestBody: { required: true, content: { ...photoBody.content, ...json(estimateJsonRequestSchema) } },
  responses: {
    '200': {
      description: 'The range it would cost in, and how the model would be shown the photo',
      content: json(estimateSchema.meta({ id: 'Estimate' })),
    },
    ...problems('invalid-request', 'photo-too-large', 'unsupported-format', ...always),
  },
};

/** The HTTP contract, from the same schemas that the code parses with. */
export function openapiDocument() {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'JudgeMyJPEG analysis service',
      version: '1.0.0',
      description: 'Send a photo, receive a critique. A photo that is known is answered at once.',
    },
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    security: [{ key: [] }],
    paths: {
      '/v1/analyses': {
        post: {
          operationId: 'submitAnalysis',
          summary: 'Submit a photo',
          description:
            'Raw `image/*` bodies take the options as query parameters; the other forms as fields. A photo named by `imageUrl` is fetched by a worker: `photo` is absent until it has been, and what goes wrong there fails the analysis.',
          requestParams: {
            query: analysisOptionsSchema,
            header: z.object({ Prefer: prefer, 'Idempotency-Key': idempotencyKey }),
          },
          requestBody: photoBody,
          responses: submitted,
        },
      },
      ...batchPaths(problems),
      '/v1/estimates': {
        post: {
          operationId: 'estimate',
          summary: 'What an analysis would cost',
          description:
            'By the size of a photo, or by the photo itself, of which only the header is read. Nothing is judged or kept.',
          requestParams: { query: analysisOptionsSchema },
          ...estimating,
        },
      },
      '/v1/analyses/{id}': {
        get: {
          operationId: 'getAnalysis',
          summary: 'Look at an analysis',
          description: 'With `ETag` and 304. `Prefer: wait=N` answers when it is done, or after N seconds.',
          requestParams: { path: z.object({ id }), header: z.object({ Prefer: prefer }) },
          responses: {
            '200': { description: 'The analysis as it stands', content: json(analysis) },
            '304': { description: 'Nothing has changed since `If-None-Match`' },
            ...problems('not-found', 'critique-gone', ...always),
          },
        },
        delete: {
          operationId: 'cancelAnalysis',
          summary: 'Cancel an analysis',
          requestParams: { path: z.object({ id }) },
          responses: {
            '200': { description: 'It is canceled', content: json(analysis) },
            ...problems('not-found', 'conflict', 'critique-gone', ...always),
          },
        },
      },
      '/v1/analyses/{id}/events': {
        get: {
          operationId: 'listenToAnalysis',
          summary: 'Listen to an analysis (server-sent events)',
          description: 'Where it stands, then each change until it has ended. Resumes by `Last-Event-ID`.',
          requestParams: { path: z.object({ id }) },
          responses: {
            '200': {
              description:
                'Events `queued`, `started`, `progress`, `completed`, `failed`, `canceled`; `data` as below',
              content: { 'text/event-stream': { schema: analysisEventSchema.meta({ id: 'AnalysisEvent' }) } },
            },
            ...problems('not-found', ...always),
          },
        },
      },
      '/v1/admin/analyses': {
        post: {
          operationId: 'submitWarmUp',
          summary: 'Submit a photo before anybody asks for it',
          description:
            'With the admin key, on behalf of a tenant: as `POST /v1/analyses`, judged behind everything that somebody waits for.',
          requestParams: {
            query: analysisOptionsSchema.extend({ tenant }),
            header: z.object({ Prefer: prefer }),
          },
          requestBody: photoBody,
          responses: { ...submitted, ...problems('forbidden') },
        },
      },
      '/v1/admin/estimates': {
        post: {
          operationId: 'estimateWarmUp',
          summary: "What a tenant's analysis would cost",
          description: 'With the admin key. As `POST /v1/estimates`.',
          requestParams: { query: analysisOptionsSchema.extend({ tenant }) },
          requestBody: estimating.requestBody,
          responses: { ...estimating.responses, ...problems('forbidden') },
        },
      },
      '/v1/admin/analyses/{id}': {
        get: {
          operationId: 'getWarmUp',
          summary: "Look at a tenant's analysis",
          description: 'With the admin key. As `GET /v1/analyses/{id}`.',
          requestParams: {
            path: z.object({ id }),
            query: z.object({ tenant }),
            header: z.object({ Prefer: prefer }),
          },
          responses: {
            '200': { description: 'The analysis as it stands', content: json(analysis) },
            '304': { description: 'Nothing has changed since `If-None-Match`' },
            ...problems('invalid-request', 'forbidden', 'not-found', 'critique-gone', ...always),
          },
        },
      },
      '/v1/admin/cache/stats': {
        get: {
          operationId: 'cacheStats',
          summary: 'What the cache does and saves (admin key)',
          requestParams: {
            query: z.object({
              window: statsWindowSchema.default('day').meta({ description: 'Of what was asked for' }),
            }),
          },
          responses: {
            '200': {
              description: 'Rates, times, cost, targets and series, in UTC',
              content: json(cacheStatsSchema.meta({ id: 'CacheStats' })),
            },
            ...problems('invalid-request', 'forbidden', ...always),
          },
        },
      },
      '/v1/admin/cache': {
        delete: {
          operationId: 'clearCache',
          summary: 'Remove every critique from the cache (admin key)',
          responses: {
            '200': { description: 'How many were removed', content: json(cacheClearedSchema) },
            ...problems('forbidden', ...always),
          },
        },
      },
      ...userPaths(problems),
      ...moneyPaths(problems),
      ...keysPaths(problems),
      ...quarantinePaths(problems),
      '/metrics': {
        get: {
          operationId: 'metrics',
          summary: 'Prometheus metrics (admin key, or from this machine)',
          responses: {
            '200': { description: 'Text format 0.0.4', content: { 'text/plain': { schema: z.string() } } },
            ...problems('unauthorized', 'forbidden'),
          },
        },
      },
      '/livez': {
        get: {
          operationId: 'live',
          summary: 'The process answers',
          security: [],
          responses: { '200': { description: 'Yes' } },
        },
      },
      '/readyz': {
        get: {
          operationId: 'ready',
          summary: 'What it needs answers too',
          security: [],
          responses: { '200': { description: 'Yes' }, '503': { description: 'No, and which does not' } },
        },
      },
    },
  });
}
