import { createHash } from 'node:crypto';
import type { Analysis } from '@jmj/contracts';
import { type Follow, hasEnded, type Submit, type Submitted, toAnalysis } from '@jmj/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access.ts';
import { readRequest } from '../intake/index.ts';
import { preferredWait } from '../prefer.ts';

export interface AnalysesDeps {
  submit: Submit;
  follow: Follow;
  callerOf: (request: FastifyRequest) => Caller;
  maxUploadBytes: number;
  maxWaitSeconds: number;
  /** Aborted when the server stops: nobody is kept waiting for it. */
  stopping: AbortSignal;
}

/** How soon to ask again for an analysis under way, seconds. */
const POLL_SECONDS = 1;

type ById = { Params: { id: string } };

/** RFC 9211. */
function cacheStatus({ known, joined }: Submitted): string {
  if (known && !joined) {
    const ttl = Math.max(0, Math.round((Date.parse(known.expiresAt) - Date.now()) / 1000));
    return `jmj; hit; ttl=${ttl}`;
  }
  return joined ? 'jmj; fwd=miss; collapsed' : 'jmj; fwd=miss';
}

function closedBy(request: FastifyRequest, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  request.raw.socket.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, stopping]);
}

export function registerAnalyses(app: FastifyInstance, deps: AnalysesDeps): void {
  const { submit, follow, callerOf } = deps;

  /** Waits as long as the caller prefers to, and says that it did. */
  async function patiently(request: FastifyRequest, reply: FastifyReply, tenant: string, id: string) {
    const seconds = preferredWait(request.headers.prefer, deps.maxWaitSeconds);
    if (seconds === 0) return follow.get(tenant, id);
    reply.header('preference-applied', `wait=${seconds}`);
    return follow.wait(tenant, id, seconds, closedBy(request, deps.stopping));
  }

  app.post('/v1/analyses', async (request, reply) => {
    const { tenant } = callerOf(request);
    const submitted = await submit({ tenant, ...(await readRequest(request, deps.maxUploadBytes)) });
    const { record, known } = submitted;
    reply.header('location', `/v1/analyses/${record.id}`).header('cache-status', cacheStatus(submitted));
    if (hasEnded(record.status)) return reply.code(200).send(toAnalysis(record, known));

    const waits = preferredWait(request.headers.prefer, deps.maxWaitSeconds) > 0;
    const analysis = waits ? await patiently(request, reply, tenant, record.id) : toAnalysis(record);
    if (hasEnded(analysis.status)) return reply.code(200).send(analysis);
    return reply.code(202).header('retry-after', String(POLL_SECONDS)).send(analysis);
  });

  app.get<ById>('/v1/analyses/:id', async (request, reply) => {
    const { tenant } = callerOf(request);
    const analysis = await patiently(request, reply, tenant, request.params.id);
    return sendTagged(request, reply, analysis);
  });

  app.delete<ById>('/v1/analyses/:id', async (request) => {
    const { tenant } = callerOf(request);
    return follow.cancel(tenant, request.params.id);
  });
}

/** RFC 9110 §13.1.2: who already has this very answer gets 304 and no body. */
function sendTagged(request: FastifyRequest, reply: FastifyReply, analysis: Analysis): FastifyReply {
  const body = JSON.stringify(analysis);
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', tag).header('cache-control', 'private, no-cache');
  if (!hasEnded(analysis.status)) reply.header('retry-after', String(POLL_SECONDS));
  const seen = request.headers['if-none-match']?.split(',').map((it) => it.trim().replace(/^W\//, ''));
  if (seen?.includes(tag) || seen?.includes('*')) return reply.code(304).send();
  return reply.type('application/json').send(body);
}
