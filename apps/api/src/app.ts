import type { Server } from 'node:http';
import type { RedisBudgetRules } from '@jmj/billing';
import { Failure, type Follow, type QuarantineList, type Submit, type SubmitUrl } from '@jmj/core';
import type { Logger } from '@jmj/runtime';
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { Access, Caller } from './access.ts';
import { credentialsOf } from './admin-gate.ts';
import { secureHeaders } from './headers.ts';
import { answerOddRequests, onClientError } from './http-errors.ts';
import { boundAnswers } from './load/deadline.ts';
import type { Load } from './load/open.ts';
import { boundUploads } from './load/uploads.ts';
import type { Metrics } from './metrics.ts';
import { isServerFault, sendProblem, toFailure } from './problems.ts';
import { type AdminDeps, registerAdmin } from './routes/admin.ts';
import { registerAnalyses } from './routes/analyses.ts';
import { type BatchRoutesDeps, registerBatches } from './routes/batches.ts';
import { registerBudgets } from './routes/budgets.ts';
import { type CostsDeps, registerCosts } from './routes/costs.ts';
import { type EstimatesRouteDeps, registerEstimates } from './routes/estimates.ts';
import { registerEvents } from './routes/events.ts';
import { registerHealth } from './routes/health.ts';
import { type KeysDeps, registerKeys } from './routes/keys.ts';
import { registerMetrics } from './routes/metrics.ts';
import { pages } from './routes/pages.ts';
import { registerQuarantine } from './routes/quarantine.ts';
import { registerUsers, type UsersDeps } from './routes/users.ts';
import { registerWarmUp } from './routes/warm-up.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling, on all of `/v1/` but the admin's part. */
    caller: Caller | undefined;
  }
}

export interface AppDeps {
  log: Logger;
  access: Access;
  submit: Submit;
  submitUrl: SubmitUrl;
  /** The same behind all others, for nobody who waits. */
  submitWarm: Submit;
  follow: Follow;
  erase: UsersDeps['erase'];
  batches: Pick<BatchRoutesDeps, 'create' | 'batches'>;
  estimates: EstimatesRouteDeps['estimates'];
  admin: AdminDeps;
  metrics: Metrics;
  costs: Omit<CostsDeps, 'gate'>;
  quarantine: QuarantineList;
  budgetRules: RedisBudgetRules;
  keys: Pick<KeysDeps, 'keyring' | 'table' | 'refresh'>;
  load: Load;
  checks: Record<string, () => Promise<boolean>>;
  maxUploadBytes: number;
  playgroundDir?: string | undefined;
}

/** `Prefer: wait` is honoured up to here, seconds. */
const MAX_WAIT_SECONDS = 60;
/** A request that is not whole by then is cut off, ms. */
const REQUEST_TIMEOUT_MS = 60_000;
/** All of them together; Node answers 431 for more. */
const MAX_HEADER_BYTES = 16_384;
/** Node ignores what comes after so many. */
const MAX_HEADERS = 200;
/** How often it is looked whether requests are late, ms; Node's own 30 s would make REQUEST_TIMEOUT_MS half as long again. */
const CHECK_CONNECTIONS_MS = 5000;
/** The id of an analysis that was answered from the cache names its whole fingerprint. */
const MAX_ID_LENGTH = 512;
/** Whose requests the admin's count as, beside those of tenants: none can have this name. */
const ADMIN_SUBJECT = '*admin';
/** Room in a JSON body for the fields beside the photo, bytes. */
const JSON_OVERHEAD = 65_536;

/** The HTTP side, apart from listening: `app.inject` is enough to test it. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const stopping = new AbortController();
  const { stallMs } = deps.load.uploads;
  const maxBodyBytes = Math.ceil((deps.maxUploadBytes * 4) / 3) + JSON_OVERHEAD;
  const app: FastifyInstance = fastify<Server>({
    loggerInstance: deps.log.child({}, { level: deps.log.level === 'debug' ? 'debug' : 'warn' }),
    // One logger for all requests: a child for each would be made on every hit, and hardly ever used.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_ID_LENGTH },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, toFailure(error)),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    http: {
      connectionsCheckingInterval: Math.min(CHECK_CONNECTIONS_MS, stallMs),
      headersTimeout: stallMs, // they are not worth more patience than a body
      maxHeaderSize: MAX_HEADER_BYTES,
      requireHostHeader: false, // refused below: Node's own refusal is no problem+json
    },
    clientErrorHandler: onClientError,
  }) as unknown as FastifyInstance;
  app.server.maxHeadersCount = MAX_HEADERS;
  app.server.maxConnections = deps.load.maxConnections;
  answerOddRequests(app.server);
  app.addHook('preClose', async () => stopping.abort());
  secureHeaders(app);

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
      if (failure.code === 'upload-too-slow') reply.header('connection', 'close');
      else reply.removeHeader('connection');
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

  const { tenants, users, depth, once } = deps.load;
  /** Lets in who may come, and answers whose requests theirs count as. */
  function admit(request: FastifyRequest): string | undefined {
    // However it is spelled: percent-encoded or absolute it leads to the same route.
    const path = request.url.startsWith('/v1/') ? request.url : (request.routeOptions.url ?? '');
    if (path.startsWith('/v1/admin/')) {
      deps.admin.gate.admit(request);
      return ADMIN_SUBJECT;
    }
    if (path.startsWith('/v1/')) request.caller = deps.access.identify(credentialsOf(request));
    return request.caller?.tenant;
  }
  // Looked at before the body is: strangers have nothing parsed. A plain function, as all hooks of the hit path: a promise would be felt.
  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      throw new Failure('invalid-request', 'Expected a Host header');
    const subject = admit(request);
    const passing = subject === undefined ? undefined : tenants?.pass(reply, subject);
    if (passing === undefined) done();
    else passing.then(() => done(), done);
  });
  boundAnswers(app, deps.load.deadlineMs);
  await boundUploads(app, { ...deps.load.uploads, maxBodyBytes });
  const callerOf = (request: FastifyRequest): Caller =>
    request.caller ?? deps.access.identify(credentialsOf(request));
  const { submit, follow, maxUploadBytes } = deps;
  const answering = {
    follow,
    maxUploadBytes,
    depth,
    maxWaitSeconds: MAX_WAIT_SECONDS,
    stopping: stopping.signal,
  };
  registerAnalyses(app, { ...answering, submit, submitUrl: deps.submitUrl, users, once, callerOf });
  registerWarmUp(app, {
    ...answering,
    submit: deps.submitWarm,
    priority: 'warm',
    gate: deps.admin.gate,
    access: deps.access,
  });
  registerBatches(app, { ...answering, ...deps.batches, tenants, users, once, callerOf });
  registerEstimates(app, {
    ...{ estimates: deps.estimates, callerOf, maxUploadBytes },
    ...{ gate: deps.admin.gate, access: deps.access },
  });
  registerEvents(app, { follow, callerOf, stopping: stopping.signal });
  registerUsers(app, { erase: deps.erase, gate: deps.admin.gate, access: deps.access, callerOf });
  registerHealth(app, deps.checks);
  registerAdmin(app, deps.admin);
  registerCosts(app, { ...deps.costs, gate: deps.admin.gate });
  registerBudgets(app, { gate: deps.admin.gate, access: deps.access, rules: deps.budgetRules, callerOf });
  registerKeys(app, { ...deps.keys, gate: deps.admin.gate, log: deps.log });
  registerQuarantine(app, { gate: deps.admin.gate, quarantine: deps.quarantine, log: deps.log });
  registerMetrics(app, deps.admin.gate, deps.metrics);
  await app.register(pages, { playground: deps.playgroundDir });
  return app;
}
