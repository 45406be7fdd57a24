import { Readable } from 'node:stream';
import type { AnalysisEvent } from '@jmj/contracts';
import type { Follow } from '@jmj/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../access.ts';

export interface EventsDeps {
  follow: Follow;
  callerOf: (request: FastifyRequest) => Caller;
  /** Aborted when the server stops. */
  stopping: AbortSignal;
}

/** A comment line this often keeps proxies from cutting a quiet stream, ms. */
const HEARTBEAT_MS = 15_000;
/** How soon a client that lost the stream comes back, ms. */
const RECONNECT_MS = 1000;

/** The id says where the analysis stood, so that whoever comes back with it is told only what has changed since. */
const eventId = ({ type, stage }: AnalysisEvent): string => (stage ? `${type}.${stage}` : type);

const frame = (event: AnalysisEvent): string =>
  `id: ${eventId(event)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Server-sent events (HTML Living Standard §9.2): where the analysis stands, then each change until it has ended. */
export function registerEvents(app: FastifyInstance, { follow, callerOf, stopping }: EventsDeps): void {
  app.get<{ Params: { id: string } }>('/v1/analyses/:id/events', async (request, reply) => {
    const { tenant } = callerOf(request);
    await follow.get(tenant, request.params.id).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'critique-gone') throw error;
    });

    const gone = new AbortController();
    const out = new Readable({ read() {} });
    out.once('close', () => gone.abort());
    const heartbeat = setInterval(() => out.push(': still here\n\n'), HEARTBEAT_MS);
    const seen = request.headers['last-event-id'];
    const tell = async () => {
      out.push(`retry: ${RECONNECT_MS}\n\n`);
      let resuming = seen;
      for await (const event of follow.listen(
        tenant,
        request.params.id,
        AbortSignal.any([gone.signal, stopping]),
      )) {
        if (eventId(event) !== resuming) out.push(frame(event));
        resuming = undefined;
      }
    };
    tell()
      .catch((error: unknown) => request.log.warn({ err: error }, 'event stream ended early'))
      .finally(() => {
        clearInterval(heartbeat);
        out.push(null);
      });

    return reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(out);
  });
}
