import type { Analysis } from '@jmj/contracts';
import type { Calls } from './calls.ts';
import { listen } from './listen.ts';
import type { Progress } from './progress.ts';
import { backoff, pause } from './timing.ts';

/** How the wait behaves. The defaults suit analyses of seconds to minutes. */
export interface Patience {
  /** A stream without events for so long is left for a look of our own. @default 20000 */
  quietMs?: number;
  /** So many streams in a row that broke without news, and only polling is left. @default 3 */
  brokenStreams?: number;
  /** What polling asks the service to wait, in seconds. @default 20 */
  pollSeconds?: number;
}

/**
 * While waiting, an outage is sat out, since the job goes on without: one of a minute by a service that says `Retry-After: 5`, and
 * 36 to 72 s of backoff in all where nobody answers.
 */
const POLL_RETRIES = 12;

export const hasEnded = ({ status }: Pick<Analysis, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'canceled';

/**
 * Waits until the analysis has ended: by its event stream, resumed by `Last-Event-ID` when it breaks, and by polling
 * when it keeps breaking. An event is only a hint: what counts is the analysis that is fetched after it.
 */
export async function waitForEnd(
  calls: Calls,
  analysis: Analysis,
  { progress, signal, patience = {} }: { progress: Progress; signal: AbortSignal; patience?: Patience },
): Promise<Analysis> {
  const { quietMs = 20_000, brokenStreams = 3, pollSeconds = 20 } = patience;
  const { id } = analysis;
  let lastEventId: string | undefined;
  let broken = 0;
  let current = analysis;

  for (let round = 0; !hasEnded(current); round += 1) {
    const began = Date.now();
    const polling = broken >= brokenStreams;
    if (!polling) {
      let news = false;
      const heard = await listen({
        open: (connection) => calls.events(id, { lastEventId, signal: connection }),
        onEvent(event) {
          if (hasEnded(event)) return false;
          news = progress.event(event) || news;
          return true;
        },
        onId(eventId) {
          lastEventId = eventId;
        },
        quietMs,
        signal,
      });
      broken = heard === 'broken' && !news ? broken + 1 : 0;
    }
    current = await calls.get(id, {
      signal,
      retries: POLL_RETRIES,
      ...(polling ? { wait: pollSeconds } : {}),
    });
    progress.look(current);
    const cameBackAtOnce = Date.now() - began < 1000;
    if (!hasEnded(current) && cameBackAtOnce) await pause(backoff(Math.min(round, 3), 250, 2_000), signal);
  }
  return current;
}
