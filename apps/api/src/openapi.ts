import {
  analysisEventSchema,
  analysisJsonRequestSchema,
  analysisOptionsSchema,
  analysisSchema,
  PROBLEMS,
  type ProblemCode,
  problemSchema,
} from '@jmj/contracts';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';

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
const rawPhoto = { schema: { type: 'string', format: 'binary' } } as const;

const always = ['unauthorized', 'queue-unavailable', 'internal'] as const;

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
            'Raw `image/*` bodies take the options as query parameters; the other forms as fields.',
          requestParams: { query: analysisOptionsSchema, header: z.object({ Prefer: prefer }) },
          requestBody: {
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
          },
          responses: {
            '200': {
              description:
                'The critique was known, or came within the time preferred. `Cache-Status` tells which.',
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
              'not-implemented',
              'photo-store-full',
              ...always,
            ),
          },
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
