import type { Server } from 'node:http';
import { Failure, type Follow, type Submit } from '@jmj/core';
import type { Logger } from '@jmj/runtime';
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { Access, Caller } from './access.ts';
import { credentialsOf } from './admin-gate.ts';
import type { Metrics } from './metrics.ts';
import { isServerFault, sendProblem, toFailure } from './problems.ts';
import { type AdminDeps, registerAdmin } from './routes/admin.ts';
import { registerAnalyses } from './routes/analyses.ts';
import { registerEvents } from './routes/events.ts';
import { registerHealth } from './routes/health.ts';
import { registerMetrics } from './routes/metrics.ts';
import { pages } from './routes/pages.ts';
import { registerWarmUp } from './routes/warm-up.ts';

export interface AppDeps {
  log: Logger;
  access: Access;
  submit: Submit;
  /** The same behind all others, for nobody who waits. */
  submitWarm: Submit;
  follow: Follow;
  admin: AdminDeps;
  metrics: Metrics;
  checks: Record<string, () => Promise<boolean>>;
  maxUploadBytes: number;
  playgroundDir?: string | undefined;
}

/** `Prefer: wait` is honoured up to here, seconds. */
const MAX_WAIT_SECONDS = 60;
/** A request that is not whole by then is cut off, ms. */
const REQUEST_TIMEOUT_MS = 60_000;
/** How often it is looked whether requests are late, ms; Node's own 30 s would make REQUEST_TIMEOUT_MS half as long again. */
const CHECK_CONNECTIONS_MS = 5000;
/** The id of an analysis that was answered from the cache names its whole fingerprint. */
const MAX_ID_LENGTH = 512;
/** Room in a JSON body for the fields beside the photo, bytes. */
const JSON_OVERHEAD = 65_536;

/** The HTTP side, apart from listening: `app.inject` is enough to test it. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const stopping = new AbortController();
  const app: FastifyInstance = fastify<Server>({
    loggerInstance: deps.log.child({}, { level: deps.log.level === 'debug' ? 'debug' : 'warn' }),
    // One logger for all requests: a child for each would be made on every hit, and hardly ever used.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: Math.ceil((deps.maxUploadBytes * 4) / 3) + JSON_OVERHEAD,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_ID_LENGTH },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, toFailure(error)),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    http: { connectionsCheckingInterval: CHECK_CONNECTIONS_MS },
  }) as unknown as FastifyInstance;
  app.addHook('preClose', async () => stopping.abort());
  // Hooks of the hit path are plain functions: a promise for each would be felt.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    done();
  });

  // Photos are taken as streams, so that they are hashed while they arrive.
  app.removeContentTypeParser('text/plain');
  for (const type of [/^image\//, /^application\/octet-stream/, /^multipart\/form-data/]) {
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  }
  app.setErrorHandler((error, request, reply) => {
    const failure = toFailure(error);
    if (isServerFault(failure.code)) request.log.error({ err: error }, 'request failed');
    // What is left of an upload is read and dropped, for REQUEST_TIMEOUT_MS at most. Closing now would cost the client our
    // answer; leaving it would block the next request on the connection.
    if (!request.raw.readableEnded) {
      reply.removeHeader('connection');
      request.raw.resume();
    }
    return sendProblem(reply, failure);
  });
  app.setNotFoundHandler((request, reply) => {
    const failure = new Failure(
      'not-found',
      `There is nothing at ${request.method} ${request.url.split('?')[0]}`,
    );
    return sendProblem(reply, failure);
  });

  // Looked at before the body is: strangers have nothing parsed.
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.url.startsWith('/v1/admin/')) deps.admin.gate.admit(request);
    else if (request.url.startsWith('/v1/'))
      callers.set(request, deps.access.identify(credentialsOf(request)));
    done();
  });
  const callerOf = (request: FastifyRequest): Caller =>
    callers.get(request) ?? deps.access.identify(credentialsOf(request));
  const { submit, follow, maxUploadBytes } = deps;
  const answering = { follow, maxUploadBytes, maxWaitSeconds: MAX_WAIT_SECONDS, stopping: stopping.signal };
  registerAnalyses(app, { ...answering, submit, callerOf });
  registerWarmUp(app, { ...answering, submit: deps.submitWarm, gate: deps.admin.gate, access: deps.access });
  registerEvents(app, { follow, callerOf, stopping: stopping.signal });
  registerHealth(app, deps.checks);
  registerAdmin(app, deps.admin);
  registerMetrics(app, deps.admin.gate, deps.metrics);
  await app.register(pages, { playground: deps.playgroundDir });
  return app;
}
