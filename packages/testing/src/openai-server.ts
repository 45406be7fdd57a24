import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswererOptions, createAnswerer } from './openai-server/answerer.ts';
import { ApiError, badRequest, outOfQuota, rateLimited, unauthorized } from './openai-server/api-error.ts';
import { type BatchServer, createBatchRoutes } from './openai-server/batch-routes.ts';
import { type Behaviour, type Chance, createPlan } from './openai-server/behaviour.ts';
import type { Bill, BilledCall } from './openai-server/bill.ts';
import type { ReceivedImage } from './openai-server/image.ts';
import { createRateLimits, type RateLimits } from './openai-server/rate-limits.ts';
import { checkRequest, type ResponsesRequest } from './openai-server/request.ts';

export type { Behaviour, Bill, BilledCall, Chance, RateLimits, ReceivedImage, ResponsesRequest };

export interface OpenaiServerOptions extends AnswererOptions {
  /** @default any free one */
  port?: number;
  /** The only key that is accepted; without it, any that begins with `sk-`. */
  apiKey?: string;
  /** How long each answer takes at least. @default 0 */
  latencyMs?: number;
  /** Kept up by refusing, and told in `x-ratelimit-…` headers. Without them there are neither. */
  limits?: RateLimits;
  /** What happens to calls that are not scripted; probabilities add up to 1 at most, the rest is answered. */
  chances?: Chance[];
  /** From making a batch to its end. @default 300 */
  batchMs?: number;
  /** Of the draws for `chances`: the same seed gives the same run. @default 1 */
  seed?: number;
}

/** One POST /v1/responses as it arrived, whatever was answered. */
export interface OpenaiCall {
  headers: IncomingMessage['headers'];
  /** The parsed JSON as it was sent. */
  body: unknown;
  /** Set when the request was one that OpenAI would accept. */
  request?: ResponsesRequest;
  image?: ReceivedImage;
  behaviour?: Behaviour['kind'];
  /** HTTP status of the answer; absent while there is none. */
  status?: number;
  /** Milliseconds since 1970. */
  at: number;
  /** The client went away before it was answered. */
  dropped?: boolean;
}

export interface OpenaiServer {
  /** What `OPENAI_BASE_URL` is set to, `http://127.0.0.1:…/v1`. */
  url: string;
  calls: OpenaiCall[];
  /** What OpenAI would charge for all that was answered until now. */
  readonly bill: Bill;
  /** What was asked by the Batch API. */
  readonly batches: BatchServer;
  /** What happens to the next calls, one behaviour each. */
  script(...behaviours: Behaviour[]): void;
  /** What happens to all calls from now on, or to those of some models, before anything scripted; nothing: what else would. */
  prevail(behaviour: Behaviour | undefined, models?: string[]): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new ApiError(413, 'Request body is too large.');
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw badRequest('We could not parse the JSON body of your request.', 'body', 'invalid_json');
  }
}

function checkKey(authorization: string | undefined, apiKey: string | undefined): void {
  const key = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  if (key === undefined) throw new ApiError(401, "You didn't provide an API key.");
  if (apiKey === undefined ? !key.startsWith('sk-') : key !== apiKey) throw unauthorized(key);
}

function throwIfTold(behaviour: Behaviour): void {
  const reset = { 'retry-after-ms': '1500', 'retry-after': '2' };
  if (behaviour.kind === 'rate-limited') throw rateLimited(behaviour.headers ?? reset);
  if (behaviour.kind === 'quota') throw outOfQuota();
  if (behaviour.kind === 'unauthorized') throw unauthorized('sk-****test');
  if (behaviour.kind !== 'error') return;
  const {
    status,
    code,
    param,
    headers,
    message = 'The server had an error while processing your request.',
  } = behaviour;
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  throw new ApiError(status, message, {
    type,
    ...(code && { code }),
    ...(param && { param }),
    ...(headers && { headers }),
  });
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_test', ...headers });
  response.end(body);
}

/** Sends the answer, or spoils it on its way if so told. */
function deliver(
  response: ServerResponse,
  behaviour: Behaviour,
  body: string,
  headers: Record<string, string>,
): void {
  if (behaviour.kind === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  } else if (behaviour.kind === 'malformed-body') send(response, 200, body.slice(0, -20), {});
  else if (behaviour.kind === 'html')
    send(response, 200, '<html>Welcome</html>', { 'content-type': 'text/html' });
  else send(response, 200, body, headers);
}

/** Starts a server that speaks OpenAI's Responses API, checks requests like it, and fails on demand. */
export async function startOpenaiServer(options: OpenaiServerOptions = {}): Promise<OpenaiServer> {
  const { latencyMs = 0 } = options;
  const plan = createPlan(options.chances ?? [], options.seed ?? 1);
  const answerer = createAnswerer(options);
  const calls: OpenaiCall[] = [];
  const limits = options.limits && createRateLimits(options.limits);
  let prevailing: { behaviour: Behaviour; models?: string[] } | undefined;
  const closing = new AbortController();
  const batches = createBatchRoutes({ answerer, closing: closing.signal, delayMs: options.batchMs ?? 300 });

  /** Whether it was a call of the Batch API. */
  async function respondToBatch(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (!/^\/v1\/(files|batches)\b/.test(request.url ?? '')) return false;
    checkKey(request.headers.authorization, options.apiKey);
    const answer = await batches.answer(request);
    if (answer === undefined) return false;
    if (answer instanceof Buffer) response.end(answer);
    else send(response, 200, JSON.stringify(answer), {});
    return true;
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (await respondToBatch(request, response)) return;
    if (request.method !== 'POST' || request.url !== '/v1/responses')
      throw new ApiError(404, `Invalid URL (${request.method} ${request.url})`);
    const call: OpenaiCall = { headers: request.headers, body: undefined, at: Date.now() };
    calls.push(call);
    response.once('close', () => {
      if (response.writableFinished) call.status = response.statusCode;
      else call.dropped = true;
    });
    call.body = await readJson(request);
    checkKey(request.headers.authorization, options.apiKey);
    const checked = await checkRequest(call.body);
    call.request = checked.request;
    if (checked.image) call.image = checked.image;
    const { model } = checked.request;
    const behaviour =
      (prevailing?.models?.includes(model) ?? true) ? (prevailing?.behaviour ?? plan.next()) : plan.next();
    call.behaviour = behaviour.kind;
    if (behaviour.kind === 'hang') return;
    // As OpenAI does: counted when it comes, also when it fails then.
    const headers = limits?.admit(checked) ?? {};
    if (behaviour.kind === 'held') await behaviour.until;
    await sleep(behaviour.kind === 'slow' ? behaviour.ms : latencyMs, undefined, { signal: closing.signal });
    throwIfTold(behaviour);
    const tier = checked.request.service_tier === 'flex' ? 'flex' : 'default';
    const body = answerer.answer(checked, tier, behaviour);
    deliver(response, behaviour, JSON.stringify(body), headers);
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      if (closing.signal.aborted || response.destroyed) return response.destroy();
      const known = error instanceof ApiError ? error : new ApiError(500, String(error));
      return send(response, known.status, JSON.stringify(known.body), known.headers);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    get bill() {
      return answerer.bill();
    },
    batches: batches.server,
    script: plan.script,
    prevail(behaviour, models) {
      prevailing = behaviour && { behaviour, ...(models && { models }) };
    },
    async close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
