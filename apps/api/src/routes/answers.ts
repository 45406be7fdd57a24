import { createHash } from 'node:crypto';
import type { Analysis } from '@jmj/contracts';
import {
  type AnalysisRecord,
  Failure,
  type Follow,
  hasEnded,
  type KnownAnswer,
  type Submit,
  toAnalysis,
} from '@jmj/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readRequest } from '../intake/index.ts';
import { preferredWait } from '../prefer.ts';

export interface AnswersDeps {
  submit: Submit;
  follow: Follow;
  maxUploadBytes: number;
  maxWaitSeconds: number;
  /** Aborted when the server stops: nobody is kept waiting for it. */
  stopping: AbortSignal;
  /** Where the tenant's analysis is looked at. */
  locationOf: (tenant: string, id: string) => string;
}

/** How soon to ask again for an analysis under way, seconds. */
const POLL_SECONDS = 1;

/** What the cache had to do with it, RFC 9211. */
const hit = ({ expiresAt }: KnownAnswer): string =>
  `jmj; hit; ttl=${Math.max(0, Math.round((expiresAt - Date.now()) / 1000))}`;
const miss = (joined: boolean): string => (joined ? 'jmj; fwd=miss; collapsed' : 'jmj; fwd=miss');

/** Of the response, not of its socket: a connection that is kept would gather a listener with each request. */
function closedBy(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, stopping]);
}

/** Answers those who submit a photo and those who look at an analysis, once it is clear for which tenant. */
export function createAnswers(deps: AnswersDeps) {
  const { submit, follow, locationOf } = deps;

  /** Waits as long as the caller prefers to, and says that it did. */
  async function waited(request: FastifyRequest, reply: FastifyReply, tenant: string, id: string) {
    const seconds = preferredWait(request.headers.prefer, deps.maxWaitSeconds);
    if (seconds === 0) return undefined;
    reply.header('preference-applied', `wait=${seconds}`);
    return follow.wait(tenant, id, seconds, closedBy(reply, deps.stopping));
  }

  /** A new analysis, as it is after the caller's patience. */
  async function patiently(
    request: FastifyRequest,
    reply: FastifyReply,
    tenant: string,
    record: AnalysisRecord,
  ) {
    if (hasEnded(record.status)) return follow.get(tenant, record.id);
    return (await waited(request, reply, tenant, record.id)) ?? toAnalysis(record);
  }

  function sendKnown(reply: FastifyReply, tenant: string, known: KnownAnswer): FastifyReply {
    return reply
      .header('cache-status', hit(known))
      .header('location', locationOf(tenant, known.id))
      .type('application/json; charset=utf-8')
      .send(known.body);
  }

  return {
    /** A photo, or the hash of one. @param query where a raw body's options are */
    async take(request: FastifyRequest, reply: FastifyReply, tenant: string, query: unknown) {
      const asked = await readRequest(request, query, deps.maxUploadBytes);
      if ('sha256' in asked) {
        const known = await submit.inquire({ tenant, ...asked });
        if (known) return sendKnown(reply, tenant, known);
        throw new Failure(
          'photo-unknown',
          'No critique is known for this photo and these options: send the photo',
        );
      }

      const submitted = await submit.submit({ tenant, ...asked });
      if (submitted.known) return sendKnown(reply, tenant, submitted.known);
      const { record, joined } = submitted;
      reply.header('location', locationOf(tenant, record.id)).header('cache-status', miss(joined));
      const analysis = await patiently(request, reply, tenant, record);
      if (hasEnded(analysis.status)) return reply.code(200).send(analysis);
      return reply.code(202).header('retry-after', String(POLL_SECONDS)).send(analysis);
    },

    async look(request: FastifyRequest, reply: FastifyReply, tenant: string, id: string) {
      const analysis = (await waited(request, reply, tenant, id)) ?? (await follow.get(tenant, id));
      return sendTagged(request, reply, analysis);
    },
  };
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
