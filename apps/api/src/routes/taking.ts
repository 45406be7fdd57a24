import { Readable } from 'node:stream';
import type { AnalysisOptions, Priority } from '@jmj/contracts';
import {
  type AnalysisRecord,
  Failure,
  type Follow,
  hasEnded,
  type KnownAnswer,
  type Submit,
  type SubmitUrl,
  userHashOf,
} from '@jmj/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Intake, readRequest } from '../intake/index.ts';
import type { Depth } from '../load/depth.ts';
import { type CarryOutOnce, idempotencyKeyOf } from '../load/once.ts';
import type { RateGate } from '../load/rate-limits.ts';

export interface TakingDeps {
  submit: Submit;
  /** Without it photos are not fetched. */
  submitUrl?: SubmitUrl | undefined;
  follow: Follow;
  maxUploadBytes: number;
  depth: Depth;
  /** What jobs are added with, whatever is asked. */
  priority?: Priority | undefined;
  /** Without it users are not limited. */
  users?: RateGate | undefined;
  /** Without it `Idempotency-Key` says nothing. */
  once?: CarryOutOnce | undefined;
}

/** What a request for an analysis came to: a critique that is known, an analysis that waits, or what an earlier request came to. */
export type Taken =
  | { known: KnownAnswer }
  | { known?: undefined; record: AnalysisRecord; joined?: boolean | undefined }
  | { known?: undefined; record?: undefined; replayed: string };

type Accepted = Exclude<Taken, { replayed: string }>;

const sortedOf = (options: AnalysisOptions) => Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));

function photoIn(asked: Intake): string {
  if ('photo' in asked) return asked.photo.sha256;
  return 'sha256' in asked ? asked.sha256 : asked.imageUrl;
}

/** Takes a photo in, or the hash or the address of one, as far as there is room for it. */
export function createTaking(deps: TakingDeps) {
  const { submit, follow, depth, users, once } = deps;

  /** Of a body that is still to be read; in a form the options come with it. */
  function classesOf(request: FastifyRequest, query: unknown): Priority[] {
    if (deps.priority) return [deps.priority];
    const isForm = /^multipart\//i.test(request.headers['content-type'] ?? '');
    if (isForm) return ['live', 'economy'];
    return [(query as { speed?: unknown }).speed === 'economy' ? 'economy' : 'live'];
  }
  const classOf = ({ speed }: AnalysisOptions): Priority =>
    deps.priority ?? (speed === 'economy' ? 'economy' : 'live');

  async function inquire(tenant: string, asked: Intake & { sha256: string }): Promise<Accepted> {
    const known = await submit.inquire({ tenant, ...asked });
    if (known) return { known };
    throw new Failure(
      'photo-unknown',
      'No critique is known for this photo and these options: send the photo',
    );
  }

  /** @param since when the request began, as `performance.now()` tells */
  async function carryOut(tenant: string, asked: Intake, since: number, id?: string): Promise<Accepted> {
    if ('sha256' in asked) return inquire(tenant, asked);
    await depth.admit(classOf(asked.options));
    if ('photo' in asked) return submit.submit({ id, tenant, since, ...asked });
    if (!deps.submitUrl) throw new Failure('not-implemented', 'Expected the photo itself');
    return { record: await deps.submitUrl({ id, tenant, ...asked }) };
  }

  /** What was begun and has not ended is submitted again: it may have got as far as its record only. */
  async function isOver(tenant: string, id: string): Promise<boolean> {
    try {
      return hasEnded((await follow.get(tenant, id)).status);
    } catch (error) {
      if (error instanceof Failure && error.code === 'not-found') return false;
      if (error instanceof Failure && error.code === 'critique-gone') return true;
      throw error;
    }
  }

  async function carryOutOnce(
    tenant: string,
    asked: Intake,
    since: number,
    key: string,
    by: CarryOutOnce,
  ): Promise<Taken> {
    const { userId } = asked.options;
    const outcome = await by<Accepted>({
      tenant,
      key,
      userHash: userId === undefined ? undefined : userHashOf(tenant, userId),
      payload: ['analyses', photoIn(asked), sortedOf(asked.options)],
      isOver: (id) => isOver(tenant, id),
      async run(id) {
        const answer = await carryOut(tenant, asked, since, id);
        return { id: answer.known ? answer.known.id : answer.record.id, answer };
      },
    });
    return outcome.answer ?? { replayed: outcome.replayed };
  }

  /** @param query where a raw body's options are */
  return async function take(
    request: FastifyRequest,
    reply: FastifyReply,
    tenant: string,
    query: unknown,
  ): Promise<Taken> {
    const since = performance.now() - reply.elapsedTime;
    const key = once && idempotencyKeyOf(request);
    if (request.body instanceof Readable) await depth.admit(...classesOf(request, query));
    const asked = await readRequest(request, query, deps.maxUploadBytes);
    const { userId } = asked.options;
    if (userId !== undefined && users) await users.pass(reply, userHashOf(tenant, userId));
    if ('sha256' in asked && key === undefined) return inquire(tenant, asked);
    const work =
      once && key !== undefined
        ? carryOutOnce(tenant, asked, since, key, once)
        : carryOut(tenant, asked, since);
    return work.finally(() => {
      if ('photo' in asked) asked.photo.drop();
      request.leaveRoom?.();
    });
  };
}
