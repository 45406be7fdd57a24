import { gzipWith } from '@jmj/cache';
import type { Analysis } from '@jmj/contracts';
import { type AnalysisRecord, hasEnded, type KnownAnswer, toAnalysis, wholeAnswer } from '@jmj/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptsGzip } from '../accept-gzip.ts';
import { closedBy } from '../closed-by.ts';
import { preferredWait } from '../prefer.ts';
import { sendTagged } from '../tagged.ts';
import { createTaking, type TakingDeps } from './taking.ts';

export interface AnswersDeps extends TakingDeps {
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

/**
 * Sent once all that has arrived by now is read. In a row the writes cost less than between the reads: whoever is answered
 * is woken once, and not again and again.
 */
function sendSoon(reply: FastifyReply, body: Buffer): FastifyReply {
  setImmediate(() => reply.send(body));
  return reply;
}

function sendAnalysis(reply: FastifyReply, analysis: Analysis): FastifyReply {
  if (hasEnded(analysis.status)) return reply.code(200).send(analysis);
  return reply.code(202).header('retry-after', String(POLL_SECONDS)).send(analysis);
}

/** Answers those who submit a photo and those who look at an analysis, once it is clear for which tenant. */
export function createAnswers(deps: AnswersDeps) {
  const { follow, locationOf } = deps;
  const takeIn = createTaking(deps);

  /** Waits as long as the caller prefers to, and says that it did. */
  async function waited(request: FastifyRequest, reply: FastifyReply, tenant: string, id: string) {
    const seconds = preferredWait(request.headers.prefer, deps.maxWaitSeconds);
    if (seconds === 0) return undefined;
    request.waitsUntil = performance.now() + seconds * 1000;
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

  /** Answers for one that is accepted: as it is once the caller's patience is over. */
  async function accept(
    request: FastifyRequest,
    reply: FastifyReply,
    tenant: string,
    record: AnalysisRecord,
  ) {
    reply.header('location', locationOf(tenant, record.id));
    const analysis = await patiently(request, reply, tenant, record);
    return sendAnalysis(reply, analysis);
  }

  /** Answers with what an earlier request came to, as it is now. */
  async function replay(request: FastifyRequest, reply: FastifyReply, tenant: string, id: string) {
    const analysis = (await waited(request, reply, tenant, id)) ?? (await follow.get(tenant, id));
    reply.header('idempotency-replayed', 'true').header('location', locationOf(tenant, id));
    return sendAnalysis(reply, analysis);
  }

  /** As it lies: gzip to those who take it, where the tail is held packed, and else plain. */
  function sendKnown(request: FastifyRequest, reply: FastifyReply, tenant: string, known: KnownAnswer) {
    reply
      .header('cache-status', hit(known))
      .header('location', locationOf(tenant, known.id))
      .header('vary', 'accept-encoding')
      .type('application/json; charset=utf-8');
    if (known.packed && acceptsGzip(request.headers['accept-encoding']))
      return sendSoon(reply.header('content-encoding', 'gzip'), gzipWith(known.head, known.packed()));
    return sendSoon(reply, wholeAnswer(known));
  }

  return {
    /** A photo, or the hash or the address of one. @param query where a raw body's options are */
    async take(request: FastifyRequest, reply: FastifyReply, tenant: string, query: unknown) {
      const taken = await takeIn(request, reply, tenant, query);
      if (taken.known) return sendKnown(request, reply, tenant, taken.known);
      if (!taken.record) return replay(request, reply, tenant, taken.replayed);
      if (taken.joined !== undefined) reply.header('cache-status', miss(taken.joined));
      return accept(request, reply, tenant, taken.record);
    },

    async look(request: FastifyRequest, reply: FastifyReply, tenant: string, id: string) {
      const analysis = (await waited(request, reply, tenant, id)) ?? (await follow.get(tenant, id));
      return sendStanding(request, reply, analysis);
    },
  };
}

/** The analysis as it stands, to who does not have it like that already. */
function sendStanding(request: FastifyRequest, reply: FastifyReply, analysis: Analysis): FastifyReply {
  if (!hasEnded(analysis.status)) reply.header('retry-after', String(POLL_SECONDS));
  return sendTagged(request, reply, analysis);
}
