import type { Logger } from './logger.ts';
import { createReleasers, type Releasers } from './releasers.ts';

/**
 * Runs a service until it is told to stop: by SIGTERM, SIGINT, or by its parent going away (when it was started with an
 * IPC channel). Then closes in reverse what `open` had pushed, and exits 0; a second signal or `deadlineMs` ends it at once
 * with 1. A failed start closes what was open so far and exits 1.
 */
export async function runService(
  log: Logger,
  deadlineMs: number,
  open: (releasers: Releasers) => Promise<void>,
): Promise<void> {
  const releasers = createReleasers();
  const release = () =>
    releasers.release((name, error) => log.error({ err: error, name }, 'could not close'));

  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) {
      log.warn({ why }, 'told twice: stopping at once');
      process.exit(1);
    }
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => {
      log.error({ deadlineMs }, 'not closed in time');
      process.exit(1);
    }, deadlineMs).unref();
    await release();
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  if (process.channel) {
    process.on('disconnect', () => void stop('the parent process is gone'));
    process.channel.unref();
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      log.fatal({ err: error }, event);
      process.exit(1);
    });
  }

  try {
    await open(releasers);
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    await release();
    process.exit(1);
  }
}

/** Tells whoever started this process (`jmj up`) that it is ready, and where. */
export function announce(address: string): void {
  process.send?.({ ready: address });
}
