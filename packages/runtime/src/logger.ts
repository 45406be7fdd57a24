import { type DestinationStream, type Logger, pino } from 'pino';

/** Wherever they stand, these never reach a log line. */
const SECRETS = [
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'apiKey',
  'secret',
  'token',
  'ADMIN_KEY',
  'ADMIN_READ_KEY',
  'ALERT_WEBHOOK_URL',
  'API_KEYS',
  'CACHE_REDIS_URL',
  'OPENAI_API_KEY',
  'REDIS_PASSWORD',
  'REDIS_PRIVATE_URL',
  'REDIS_URL',
  'S3_SECRET_ACCESS_KEY',
  '["set-cookie"]',
  '["x-api-key"]',
];
const PRIVATE = ['critique', 'jpeg', 'imageBase64', 'photoBytes', 'userId'];
/** How deep in an object they are looked for: a request's headers inside an error's `config` are at 4. */
const DEPTH = 5;

const pathsTo = (name: string): string[] =>
  Array.from({ length: DEPTH }, (_, depth) => {
    const parents = Array.from({ length: depth }, () => '*').join('.');
    if (parents === '') return name;
    return name.startsWith('[') ? `${parents}${name}` : `${parents}.${name}`;
  });

/** What an error is allowed to say. Not all it carries: a command that Redis refused carries its arguments, a photo among them. */
function told(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause, code, status, requestID } = error as Error & Record<string, unknown>;
  const errors = error instanceof AggregateError ? error.errors.map(told) : undefined;
  return { type: name, message, stack, code, status, requestID, cause: told(cause), errors };
}

/** JSON lines on standard output. Secrets, photos, critiques and user ids are cut out if they get in by mistake. */
export function createLogger(
  options: { service: string; level: string },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: told },
      redact: { paths: [...SECRETS, ...PRIVATE].flatMap(pathsTo), censor: '[redacted]' },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

export type { Logger };
