import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answerer } from './answerer.ts';
import { ApiError, badRequest } from './api-error.ts';
import { createBatches, type LineBehaviour, type TestBatch } from './batch.ts';
import { createFiles, type StoredFile } from './files.ts';

export type { LineBehaviour, TestBatch };

export interface BatchServer {
  /** The newest first. */
  readonly all: readonly TestBatch[];
  /** Files that nobody has deleted. */
  readonly files: ReadonlyMap<string, StoredFile>;
  /** What becomes of the next lines, one each. */
  scriptLines(...behaviours: LineBehaviour[]): void;
  /** From making a batch to its end, ms. */
  delayMs: number;
  /** Calls that came, whatever was answered. */
  requests: number;
  /** Every call is refused with this status, if any. */
  refuseWith: number | undefined;
  /** How long it keeps to itself that it has made one, ms. */
  silenceMs: number;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse((await readAll(request)).toString());
  } catch {
    throw badRequest('We could not parse the JSON body of your request.', 'body', 'invalid_json');
  }
}

const LIST_LIMIT = 20;

/** `/v1/files` and `/v1/batches` of OpenAI. */
export function createBatchRoutes(deps: { answerer: Answerer; closing: AbortSignal; delayMs: number }) {
  const scripted: LineBehaviour[] = [];
  const files = createFiles();
  const server: BatchServer = {
    all: [],
    files: files.all,
    scriptLines: (...behaviours) => void scripted.push(...behaviours),
    delayMs: deps.delayMs,
    silenceMs: 0,
    requests: 0,
    refuseWith: undefined,
  };
  const batches = createBatches({
    files,
    answerer: deps.answerer,
    delayMs: () => server.delayMs,
    nextLine: () => scripted.shift() ?? { kind: 'answer' },
    closing: deps.closing,
  });
  Object.assign(server, { all: batches.all });

  async function ofFiles(request: IncomingMessage, [id, part]: string[]): Promise<unknown> {
    if (request.method === 'POST' && id === undefined)
      return files.show(await files.receive(await readAll(request), request.headers['content-type'] ?? ''));
    if (id === undefined) return undefined;
    if (request.method === 'GET' && part === 'content') return files.find(id).bytes;
    if (request.method === 'GET' && part === undefined) return files.show(files.find(id));
    if (request.method !== 'DELETE') return undefined;
    files.delete(id);
    return { id, object: 'file', deleted: true };
  }

  async function ofBatches(request: IncomingMessage, [id, part]: string[], query: URLSearchParams) {
    if (request.method === 'POST' && id === undefined) {
      const batch = batches.create(await readJson(request));
      await sleep(server.silenceMs, undefined, { signal: deps.closing });
      return batches.show(batch);
    }
    if (request.method === 'GET' && id === undefined) {
      const { data, hasMore } = batches.list(query.get('after'), Number(query.get('limit') ?? LIST_LIMIT));
      return { object: 'list', data: data.map(batches.show), has_more: hasMore };
    }
    if (id === undefined) return undefined;
    if (request.method === 'POST' && part === 'cancel') return batches.show(batches.cancel(id));
    return request.method === 'GET' ? batches.show(batches.find(id)) : undefined;
  }

  return {
    server,
    /** What is answered with status 200: JSON, or the bytes of a file; nothing when it is no path of ours. @throws ApiError */
    async answer(request: IncomingMessage): Promise<unknown> {
      server.requests += 1;
      if (server.refuseWith !== undefined) {
        request.resume();
        throw new ApiError(server.refuseWith, 'Not now, or not here.');
      }
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      const [, version, resource, ...rest] = pathname.split('/');
      if (version !== 'v1') return undefined;
      if (resource === 'files') return ofFiles(request, rest);
      return resource === 'batches' ? ofBatches(request, rest, searchParams) : undefined;
    },
  };
}
