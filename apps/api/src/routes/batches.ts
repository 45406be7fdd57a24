import { Readable } from 'node:stream';
import {
  type Batch,
  type BatchRequest,
  batchRequestSchema,
  type CreatedBatch,
  sha256Schema,
} from '@jmj/contracts';
import { type Batches, type CreateBatch, Failure, userHashOf } from '@jmj/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../access.ts';
import { closedBy } from '../closed-by.ts';
import { invalid, parseWith } from '../intake/options.ts';
import { receivePhoto, tooLarge } from '../intake/photo.ts';
import type { Depth } from '../load/depth.ts';
import { type CarryOutOnce, idempotencyKeyOf } from '../load/once.ts';
import type { RateGate } from '../load/rate-limits.ts';
import { preferredWait } from '../prefer.ts';
import { sendTagged } from '../tagged.ts';

export interface BatchRoutesDeps {
  create: CreateBatch;
  batches: Batches;
  depth: Depth;
  /** Without them nobody is limited. */
  tenants: RateGate | undefined;
  users: RateGate | undefined;
  once: CarryOutOnce;
  callerOf: (request: FastifyRequest) => Caller;
  maxUploadBytes: number;
  maxWaitSeconds: number;
  /** Aborted when the server stops: nobody is kept waiting for it. */
  stopping: AbortSignal;
}

type ById = { Params: { id: string } };
type ByPhoto = { Params: { id: string; sha256: string } };
type FromQuery = ById & { Querystring: Record<string, unknown> };

/** An empty line at once and this often keeps proxies from cutting off a batch that takes its time, ms. */
const HEARTBEAT_MS = 15_000;
/** How soon to ask again for a batch under way, seconds. */
const POLL_SECONDS = 5;
/** A thousand items with names of their own, bytes. */
const REQUEST_LIMIT = 2_097_152;

const resultsQuerySchema = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,6}$/, 'expected the seq of a result')
    .default('0')
    .transform(Number),
});

const isUnderWay = ({ status }: Batch): boolean => status === 'collecting' || status === 'running';

/** An id looks alike, however the batch was asked for. */
const batchIdOf = (id: string): string => (id.startsWith('batch_') ? id : `batch_${id}`);

/** How many of its items each user has, by the hash of the user. */
function itemsByUser(tenant: string, { items, userId: ofAll }: BatchRequest): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { userId = ofAll } of items) {
    if (userId === undefined) continue;
    const user = userHashOf(tenant, userId);
    counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  return counts;
}

function wasNotMade(error: unknown): false {
  if (error instanceof Failure && error.code === 'not-found') return false;
  throw error;
}

/** Many photos at once, later, for less. */
export function registerBatches(app: FastifyInstance, deps: BatchRoutesDeps): void {
  const { batches, callerOf, maxUploadBytes } = deps;

  /** A batch weighs as much as it has items; the request itself has passed already. */
  async function pass(reply: FastifyReply, tenant: string, asked: BatchRequest): Promise<void> {
    await deps.tenants?.passMore(reply, tenant, asked.items.length - 1);
    await deps.users?.passAll(reply, itemsByUser(tenant, asked));
  }

  async function make(
    reply: FastifyReply,
    tenant: string,
    asked: BatchRequest,
    id?: string,
  ): Promise<CreatedBatch> {
    const isMade = await deps.depth.admitBatch(asked.items.length);
    try {
      await pass(reply, tenant, asked);
      return await deps.create(tenant, asked, id);
    } finally {
      isMade();
    }
  }

  /** One request, however often it is sent. */
  async function makeOnce(
    reply: FastifyReply,
    tenant: string,
    asked: BatchRequest,
    key: string,
  ): Promise<CreatedBatch> {
    const outcome = await deps.once<CreatedBatch>({
      tenant,
      key,
      payload: ['batches', asked],
      isOver: (id) => batches.look(tenant, batchIdOf(id)).then(() => true, wasNotMade),
      async run(id) {
        const answer = await make(reply, tenant, asked, batchIdOf(id));
        return { id: answer.id, answer };
      },
    });
    if (outcome.answer) return outcome.answer;
    reply.header('idempotency-replayed', 'true');
    return batches.recall(tenant, batchIdOf(outcome.replayed));
  }

  app.post('/v1/batches', { bodyLimit: REQUEST_LIMIT }, async (request, reply) => {
    const { tenant } = callerOf(request);
    if (request.body instanceof Readable)
      throw new Failure('unsupported-format', 'Expected Content-Type application/json');
    const key = idempotencyKeyOf(request);
    const asked = parseWith(batchRequestSchema, request.body);
    const batch =
      key === undefined ? await make(reply, tenant, asked) : await makeOnce(reply, tenant, asked, key);
    return reply.code(201).header('location', `/v1/batches/${batch.id}`).send(batch);
  });

  app.put<ByPhoto>('/v1/batches/:id/photos/:sha256', async (request) => {
    const { tenant } = callerOf(request);
    const { id, sha256 } = request.params;
    if (!sha256Schema.safeParse(sha256).success)
      throw invalid([{ field: 'sha256', message: 'expected 64 lower-case hex digits, in the path' }]);
    await batches.expect(tenant, id, sha256);
    if (!(request.body instanceof Readable))
      throw new Failure('unsupported-format', 'Expected the photo itself, with its image/… type');
    if (Number(request.headers['content-length'] ?? 0) > maxUploadBytes) throw tooLarge(maxUploadBytes);
    const photo = await receivePhoto(request.body, maxUploadBytes);
    return batches.receive(tenant, id, sha256, photo).finally(photo.drop);
  });

  app.post<ById>('/v1/batches/:id/start', async (request, reply) => {
    const { tenant } = callerOf(request);
    return reply.code(202).send(await batches.start(tenant, request.params.id));
  });

  app.get<ById>('/v1/batches/:id', async (request, reply) => {
    const { tenant } = callerOf(request);
    const { id } = request.params;
    const seconds = preferredWait(request.headers.prefer, deps.maxWaitSeconds);
    if (seconds > 0) reply.header('preference-applied', `wait=${seconds}`);
    request.waitsUntil = performance.now() + seconds * 1000;
    const batch =
      seconds > 0
        ? await batches.wait(tenant, id, seconds, closedBy(reply, deps.stopping))
        : await batches.look(tenant, id);
    if (isUnderWay(batch)) reply.header('retry-after', String(POLL_SECONDS));
    return sendTagged(request, reply, batch);
  });

  app.get<FromQuery>('/v1/batches/:id/results', async (request, reply) => {
    const { tenant } = callerOf(request);
    const { after } = parseWith(resultsQuerySchema, request.query);
    const signal = closedBy(reply, deps.stopping);
    await batches.look(tenant, request.params.id); // a batch that is not there is told as every other
    const out = new Readable({ read() {} });
    const isStillHere = () => out.push('\n');
    isStillHere();
    const heartbeat = setInterval(isStillHere, HEARTBEAT_MS);
    const tell = async () => {
      for await (const result of batches.results(tenant, request.params.id, after, signal))
        out.push(`${JSON.stringify(result)}\n`);
    };
    tell()
      .then(() => out.push(null))
      // Cut off, not ended: whoever reads must not take it for all of them.
      .catch((error: unknown) => {
        request.log.warn({ err: error }, 'results ended early');
        out.destroy();
      })
      .finally(() => clearInterval(heartbeat));
    return reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .type('application/x-ndjson; charset=utf-8')
      .send(out);
  });

  app.delete<ById>('/v1/batches/:id', async (request) => {
    const { tenant } = callerOf(request);
    return batches.cancel(tenant, request.params.id);
  });
}
