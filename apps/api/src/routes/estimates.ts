import { Readable } from 'node:stream';
import { estimateJsonRequestSchema } from '@jmj/contracts';
import { type EstimateInquiry, type Estimates, Failure } from '@jmj/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Caller } from '../access.ts';
import type { AdminGate } from '../admin-gate.ts';
import { readRequest } from '../intake/index.ts';
import { parseWith } from '../intake/options.ts';
import { onBehalf, type Query } from './on-behalf.ts';

export interface EstimatesRouteDeps {
  estimates: Estimates;
  callerOf: (request: FastifyRequest) => Caller;
  gate: AdminGate;
  access: Access;
  maxUploadBytes: number;
}

type Asked = Omit<EstimateInquiry, 'tenant'>;

function fromJson(body: unknown): Asked {
  const { width, height, sha256, ...options } = parseWith(estimateJsonRequestSchema, body);
  return { options, sha256, dimensions: { width, height } };
}

/** From the photo itself: its header is read, and nothing is kept. */
async function fromPhoto(request: FastifyRequest, query: unknown, maxUploadBytes: number): Promise<Asked> {
  const asked = await readRequest(request, query, maxUploadBytes);
  if ('sha256' in asked) return asked;
  if ('imageUrl' in asked) throw new Failure('not-implemented', 'Expected the photo itself, or its size');
  const { photo, options } = asked;
  const dimensions = photo.dimensions?.();
  photo.drop();
  return { options, sha256: photo.sha256, dimensions };
}

/** What an analysis would cost: from the size of a photo, or from the photo. */
export function registerEstimates(app: FastifyInstance, deps: EstimatesRouteDeps): void {
  const { estimates, callerOf, gate, access, maxUploadBytes } = deps;

  async function tell(request: FastifyRequest, tenant: string, query: unknown) {
    const asked =
      request.body instanceof Readable
        ? await fromPhoto(request, query, maxUploadBytes)
        : fromJson(request.body);
    return estimates({ tenant, ...asked });
  }

  app.post('/v1/estimates', (request) => tell(request, callerOf(request).tenant, request.query));

  app.post<{ Querystring: Query }>('/v1/admin/estimates', (request) => {
    gate.admit(request);
    const { tenant, options } = onBehalf(access, request.query);
    return tell(request, tenant, options);
  });
}
