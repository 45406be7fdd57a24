import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

export interface Keeper {
  /** Afterwards nothing is started any more. */
  stop(): Promise<void>;
}

export interface KeeperOptions {
  url: string;
  /** Starts the server again on the same port and data, unless somebody has done so; `onDead` hears that it has to. */
  revive(onDead: () => void): Promise<void>;
  say: (line: string) => void;
}

/** A server that lived so long may die once more without being waited for, ms. */
const STEADY_MS = 10_000;
const MAX_BACK_OFF_MS = 5000;
const backOffMs = (failures: number): number =>
  failures === 0 ? 0 : Math.min(100 * 2 ** failures, MAX_BACK_OFF_MS);

/** Resolves when the server cannot be reached, or no longer. It sees the connection, so that it matters not who started it. */
function lost(url: string, stop: AbortSignal): Promise<void> {
  const redis = new Redis(url, { connectionName: 'jmj-up', retryStrategy: () => null });
  redis.on('error', () => {}); // its end tells
  const onStop = () => redis.disconnect();
  stop.addEventListener('abort', onStop);
  return new Promise((resolve) => {
    redis.once('end', () => {
      stop.removeEventListener('abort', onStop);
      resolve();
    });
  });
}

/** Watches over our own Redis, and has it started again whenever it dies. */
export function keepRedis({ url, revive, say }: KeeperOptions): Keeper {
  const stop = new AbortController();
  const place = new URL(url).host;

  async function watch(): Promise<void> {
    let failures = 0;
    while (!stop.signal.aborted) {
      const from = performance.now();
      await lost(url, stop.signal);
      failures = performance.now() - from < STEADY_MS ? failures + 1 : 0;
      await pause(backOffMs(failures), undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      await revive(() => say(`Redis on ${place} ended: starting it again`)).catch((error: unknown) =>
        say(`Redis could not be started again: ${error instanceof Error ? error.message : 'unknown'}`),
      );
    }
  }

  const watching = watch();
  return {
    async stop() {
      stop.abort();
      await watching;
    },
  };
}
