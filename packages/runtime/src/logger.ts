import { type DestinationStream, type Logger, pino } from 'pino';

/** Wherever they stand, these never reach a log line. */
const SECRETS = [
  'authorization',
  'cookie',
  'password',
  'apiKey',
  'secret',
  'token',
  'OPENAI_API_KEY',
  'ADMIN_KEY',
  'API_KEYS',
];
const PRIVATE = ['critique', 'jpeg', 'imageBase64', 'photoBytes', 'userId'];

/** JSON lines on standard output. Secrets, photos, critiques and user ids are cut out if they get in by mistake. */
export function createLogger(
  options: { service: string; level: string },
  destination?: DestinationStream,
): Logger {
  const paths = [...SECRETS, ...PRIVATE].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[redacted]' },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

export type { Logger };
