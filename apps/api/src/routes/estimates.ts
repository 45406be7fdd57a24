import { Readable } from 'node:stream';
import { estimateJsonRequestSchema } from '@jmj/contracts';
import { type EstimateInquiry, type Estimates, Failure } from '@jmj/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../access.ts';
import { readRequest } from '../intake/index.ts';
import { parseWith } from '../intake/options.ts';

export interface EstimatesRouteDeps {
  estimates: Estimates;
  callerOf: (request: FastifyRequest) => Caller;
  maxUploadBytes: number;
}

type Asked = Omit<EstimateInquiry, 'tenant'>;

function fromJson(body: unknown): Asked {
  const { width, height, sha256, ...options } = parseWith(estimateJsonRequestSchema, body);
  return { options, sha256, dimensions: { width, height } };
}

/** From the photo itself: its header is read, and nothing is kept. */
async function fromPhoto(request: FastifyRequest, maxUploadBytes: number): Promise<Asked> {
  const asked = await readRequest(request, request.query, maxUploadBytes);
  if ('sha256' in asked) return asked;
  if ('imageUrl' in asked) throw new Failure('not-implemented', 'Expected the photo itself, or its size');
  const { photo, options } = asked;
  const dimensions = photo.dimensions?.();
  photo.drop();
  return { options, sha256: photo.sha256, dimensions };
}

/** What an analysis would cost: from the size of a photo, or from the photo. */
export function registerEstimates(app: FastifyInstance, deps: EstimatesRouteDeps): void {
  app.post('/v1/estimates', async (request) => {
    const { tenant } = deps.callerOf(request);
    const asked =
      request.body instanceof Readable
        ? await fromPhoto(request, deps.maxUploadBytes)
        : fromJson(request.body);
    return deps.estimates({ tenant, ...asked });
  });
}
