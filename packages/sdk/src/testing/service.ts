import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnalysisEvent, Estimate } from '@jmj/contracts';
import { json, problem, readAll } from './answers.ts';
import type { Faults } from './faults.ts';
import { createIntake, isJson } from './intake.ts';
import type { Track } from './track.ts';

export type { Faults };

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Of the whole body. */
  bytes: number;
  /** How many of them were the photo's. */
  photoBytes: number;
  /** The body, when it was JSON. */
  json?: unknown;
}

export interface TestService {
  url: string;
  faults: Faults;
  /** Requests to `/v1/…`, oldest first. */
  received: Received[];
  /** The photos that were sent, each in one request. */
  uploads(): Received[];
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Without one, no key is needed. */
  apiKey?: string;
  /** Time between two steps of an analysis, milliseconds. @default 5 */
  stepMs?: number;
  /** Answers what is not below `/v1/`, such as a web page. */
  fallback?: (request: IncomingMessage, response: ServerResponse) => void;
}

const RANGE = { min: 1, expected: 2, max: 3 };
/** What every photo costs here. */
export const ESTIMATE: Estimate = {
  known: false,
  cost: {
    model: 'gpt-6-luna',
    microUsd: RANGE,
    inputTokens: RANGE,
    imageTokens: RANGE,
    outputTokens: RANGE,
  },
};

/** A real HTTP server that follows the contract of `/v1/analyses`, with a judge that is only a clock. For tests. */
export async function startService({
  apiKey,
  stepMs = 5,
  fallback,
}: ServiceOptions = {}): Promise<TestService> {
  const faults: Faults = { refuse: [], refuseHash: [] };
  const received: Received[] = [];
  const tracks = new Map<string, Track>();
  const submit = createIntake(faults, stepMs);

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://service');
    if (!url.pathname.startsWith('/v1/')) {
      if (fallback) fallback(request, response);
      else problem(response, 'not-found');
      return;
    }
    const body = await readAll(request);
    const { method = 'GET', headers } = request;
    received.push({
      method,
      path: url.pathname + url.search,
      headers,
      bytes: body.length,
      ...(isJson(headers)
        ? { photoBytes: 0, json: JSON.parse(body.toString()) }
        : { photoBytes: body.length }),
    });
    if (apiKey && headers.authorization !== `Bearer ${apiKey}`) {
      problem(response, 'unauthorized');
      return;
    }
    if (method === 'POST' && url.pathname === '/v1/analyses') {
      const track = submit(url, headers, body, response);
      if (track) tracks.set(track.analysis().id, track);
      return;
    }
    if (method === 'POST' && url.pathname === '/v1/estimates') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ESTIMATE));
      return;
    }
    const [, id = '', events] = /^\/v1\/analyses\/([^/]+)(\/events)?$/.exec(url.pathname) ?? [];
    const track = tracks.get(id);
    if (!track) {
      problem(response, 'not-found');
      return;
    }
    if (method === 'DELETE') {
      cancel(track, response);
      return;
    }
    if (events) stream(track, request, response);
    else await poll(track, request, response);
  }

  async function poll(track: Track, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const wait = Number(/wait=(\d+)/.exec(String(request.headers.prefer))?.[1] ?? 0);
    if (wait > 0) await track.ended(wait * 1000);
    const analysis = track.analysis();
    const etag = `"${createHash('sha256').update(JSON.stringify(analysis)).digest('hex').slice(0, 16)}"`;
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else json(response, 200, analysis, { etag });
  }

  function stream(track: Track, request: IncomingMessage, response: ServerResponse): void {
    if (faults.noStreams) {
      problem(response, 'internal');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': hello\n\n');
    if (faults.muteStreams) return;
    let sent = 0;
    const stop = track.follow(
      faults.forgetful ? 0 : Number(request.headers['last-event-id'] ?? 0),
      (event: AnalysisEvent, id: number) => {
        response.write(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
        sent += 1;
        if (sent === faults.cutStreamAfter) setImmediate(() => response.destroy());
        else if (['completed', 'failed', 'canceled'].includes(event.type)) response.end();
      },
    );
    response.on('close', stop);
    if (faults.forgetful) response.end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    received,
    uploads: () => received.filter((it) => it.photoBytes > 0),
    async close() {
      for (const track of tracks.values()) track.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function cancel(track: Track, response: ServerResponse): void {
  if (!track.cancel()) {
    problem(response, 'conflict');
    return;
  }
  json(response, 200, track.analysis());
}
