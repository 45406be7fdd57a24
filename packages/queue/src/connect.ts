import { Redis, type RedisOptions } from 'ioredis';
import { sentinelOptions } from './address.ts';
import { isDeposed, isOutOfMemory } from './refusals.ts';

export interface ConnectOptions {
  /** Shown by CLIENT LIST. */
  name: string;
  /**
   * `fail`: a command on a dead connection fails at once, for whoever answers a request.
   * `wait`: commands wait until Redis is back, for workers, who must not lose what they hold.
   */
  whenDown: 'fail' | 'wait';
  /**
   * `wait`: a server without memory is one that is away, for connections that wait.
   * @default 'fail'
   */
  whenFull?: 'fail' | 'wait' | undefined;
  password?: string | undefined;
  connectTimeoutMs: number;
  /** Hears why a connection failed, or was left because its server refuses writes. */
  onError: (error: Error) => void;
}

/** `fail` connections give up on a command that got no answer in this time, ms. */
const COMMAND_TIMEOUT_MS = 3000;

/** A socket that does not close by itself is destroyed after so long, ms; closing without a server takes as long. */
const DISCONNECT_TIMEOUT_MS = 500;

/**
 * A server that did not answer in time is not asked again on the same connection: what comes next fails at once, until a new one
 * has shown that somebody answers. Else each command of one request would wait as long.
 */
function distrustWhenLate(redis: Redis): void {
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    const answer = send(command, stream);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        const isLate = error instanceof Error && error.message === 'Command timed out';
        if (isLate && redis.status === 'ready') redis.disconnect(true);
      });
    return answer;
  };
}

function patience(whenDown: ConnectOptions['whenDown']): RedisOptions {
  if (whenDown === 'wait') return { maxRetriesPerRequest: null };
  return { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: COMMAND_TIMEOUT_MS };
}

/** How soon one that refuses writes is left again, ms: those who only read are to get their answers in between. */
const LOOK_AGAIN_MS = 1000;
/** For ioredis: reconnect and fail the command, or send it again. */
const AND_FAIL = 1;
const AND_RESEND = 2;

/**
 * A server that refuses writes is left for the one that took its place, if there is one: by its name, or as the sentinels say.
 * Who waits sends the command again; who fails goes on with what can be read.
 */
function reconnecting({ whenDown, whenFull, onError }: ConnectOptions) {
  let leftAt = Number.NEGATIVE_INFINITY;
  let waits = false;
  return {
    reconnectOnError(error: Error) {
      if (!isDeposed(error) && !(whenFull === 'wait' && isOutOfMemory(error))) return false;
      onError(error);
      if (whenDown === 'wait') {
        waits = true;
        return AND_RESEND;
      }
      if (performance.now() - leftAt < LOOK_AGAIN_MS) return false;
      leftAt = performance.now();
      return AND_FAIL;
    },
    retryStrategy(times: number) {
      const isRefused = waits;
      waits = false;
      return isRefused ? LOOK_AGAIN_MS / 2 : Math.min(50 * 2 ** Math.min(times, 6), 2000);
    },
  } satisfies RedisOptions;
}

/** Opens a connection that reconnects for ever. The caller closes it. */
export function connectRedis(url: string, options: ConnectOptions): Redis {
  const sentinels = sentinelOptions(url);
  const settings: RedisOptions = {
    ...sentinels,
    ...patience(options.whenDown),
    ...(options.password === undefined ? {} : { password: options.password }),
    connectionName: options.name,
    connectTimeout: options.connectTimeoutMs,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    enableAutoPipelining: true,
    ...reconnecting(options),
    ...(sentinels && { sentinelRetryStrategy: (times: number) => Math.min(100 * times, 1000) }),
  };
  const redis = sentinels ? new Redis(settings) : new Redis(url, settings);
  redis.on('error', options.onError);
  if (options.whenDown === 'fail') distrustWhenLate(redis);
  return redis;
}

/** Waits until the connection is usable, at most `ms`. A service may start without its Redis: false then. */
export async function readyWithin(redis: Redis, ms: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  return new Promise((resolve) => {
    const done = (answer: boolean) => {
      clearTimeout(timer);
      redis.off('ready', yes);
      resolve(answer);
    };
    const yes = () => done(true);
    const timer = setTimeout(() => done(false), ms);
    redis.once('ready', yes);
  });
}
