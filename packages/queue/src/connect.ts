import { Redis, type RedisOptions } from 'ioredis';
import { sentinelOptions } from './address.ts';

export interface ConnectOptions {
  /** Shown by CLIENT LIST. */
  name: string;
  /**
   * `fail`: a command on a dead connection fails at once, for whoever answers a request.
   * `wait`: commands wait until Redis is back, for workers, who must not lose what they hold.
   */
  whenDown: 'fail' | 'wait';
  password?: string | undefined;
  connectTimeoutMs: number;
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

/** A server that has just become a replica refuses writes: the one that took its place is looked for, and the command sent again. */
const AGAIN_ELSEWHERE = 2;
const isReplica = (error: Error): boolean => error.message.startsWith('READONLY');

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
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 2000),
    ...(sentinels && { sentinelRetryStrategy: (times: number) => Math.min(100 * times, 1000) }),
    reconnectOnError: (error) => isReplica(error) && AGAIN_ELSEWHERE,
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
