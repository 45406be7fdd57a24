import underPressure from '@fastify/under-pressure';
import { Failure } from '@jmj/core';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { createRoom } from './room.ts';
import { createStalls } from './stalls.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Gives back what the upload was counted with. Safe to repeat; nothing for a request that was too small to count. */
    leaveRoom: (() => void) | undefined;
  }
}

export interface UploadLimits {
  /** Bytes of uploads under way in this process. */
  roomBytes: number;
  /** For those who do not say how long they are. */
  maxBodyBytes: number;
  /** A body has to bring 10 KiB in this time, ms. */
  stallMs: number;
  /** From so much memory on uploads are refused, bytes; 0: never. */
  maxRssBytes: number;
  /** From so late an event loop on uploads are refused, ms; 0: never. */
  maxLagMs: number;
}

/** Below this a request is not worth counting, bytes: all those that bring no photo. Should it stall, the request's own time is its end. */
const SMALL_BYTES = 65_536;
/** Text, and the bytes that it stands for. */
const JSON_COPIES = 2;
const RETRY_MS = 2000;

function bodyBytes({ headers }: FastifyRequest, maxBodyBytes: number): number {
  if (headers['transfer-encoding'] !== undefined) return maxBodyBytes;
  const length = Number(headers['content-length'] ?? 0);
  return Math.min(length, maxBodyBytes);
}

const isJson = ({ headers }: FastifyRequest): boolean =>
  /^application\/json\b/i.test(headers['content-type'] ?? '');

/** In a context of its own: the hook that comes with it looks at each request, and only uploads are refused. */
async function watchPressure(app: FastifyInstance, limits: UploadLimits): Promise<() => boolean> {
  let isUnderPressure = () => false;
  const plugin: FastifyPluginAsync = async (own) => {
    await own.register(underPressure, {
      maxRssBytes: limits.maxRssBytes,
      maxEventLoopDelay: limits.maxLagMs,
    });
    isUnderPressure = own.isUnderPressure;
  };
  await app.register(plugin);
  return isUnderPressure;
}

/**
 * Bounds what uploads take: refuses them before their first byte when memory or time is short, and ends those that stall. Who brings
 * no photo, as all who ask by hash, is not concerned. To be registered behind the look at the key.
 */
export async function boundUploads(app: FastifyInstance, limits: UploadLimits): Promise<void> {
  const { maxBodyBytes } = limits;
  const room = createRoom(limits.roomBytes);
  const stalls = createStalls(limits.stallMs);
  app.addHook('onClose', async () => stalls.close());
  const isUnderPressure = await watchPressure(app, limits);

  app.decorateRequest('leaveRoom', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    const bytes = bodyBytes(request, maxBodyBytes);
    if (bytes <= SMALL_BYTES) return done();
    stalls.watch(request.raw);
    if (isUnderPressure())
      throw new Failure('overloaded', 'The service is short of memory or time', { retryAfterMs: RETRY_MS });
    const leave = room.take(isJson(request) ? bytes * JSON_COPIES : bytes);
    request.leaveRoom = leave;
    reply.raw.once('close', leave);
    done();
  });
}
