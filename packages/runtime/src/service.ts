import type { Logger } from './logger.ts';
import { createReleasers, type Releasers } from './releasers.ts';

/** One Ctrl-C may arrive several times: from the terminal, from npm, from the parent. Only what comes later is a second one, ms. */
const SAME_SIGNAL_MS = 500;

/**
 * Runs a service until it is told to stop: by SIGTERM, SIGINT, or by its parent going away (when it was started with an
 * IPC channel). Then closes in reverse what `open` had pushed, and exits 0; a second signal or `deadlineMs` ends it at once
 * with 1. A failed start closes what was open so far, within the same deadline, and exits 1.
 */
export async function runService(
  log: Logger,
  deadlineMs: number,
  open: (releasers: Releasers) => Promise<void>,
): Promise<void> {
  const releasers = createReleasers();
  let stoppingSince: number | undefined;

  async function releaseAndExit(code: number): Promise<never> {
    setTimeout(() => {
      log.error({ deadlineMs }, 'not closed in time');
      process.exit(1);
    }, deadlineMs);
    await releasers.release((name, error) => log.error({ err: error, name }, 'could not close'));
    log.info('stopped');
    process.exit(code);
  }

  async function stop(why: string): Promise<void> {
    if (stoppingSince === undefined) {
      stoppingSince = Date.now();
      log.info({ why }, 'stopping');
      await releaseAndExit(0);
    } else if (Date.now() - stoppingSince > SAME_SIGNAL_MS) {
      log.warn({ why }, 'told twice: stopping at once');
      process.exit(1);
    }
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  if (process.channel) {
    process.on('disconnect', () => {
      if (stoppingSince === undefined) void stop('the parent process is gone');
    });
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
    // Told to stop while it was starting: what it still wanted to open is gone, and that is no failure.
    if (stoppingSince !== undefined) return;
    stoppingSince = Date.now();
    log.fatal({ err: error }, 'could not start');
    await releaseAndExit(1);
  }
}

/** Tells whoever started this process (`jmj up`) that it is ready, and where. */
export function announce(address: string): void {
  process.send?.({ ready: address });
}
