import type { HitRateAlert } from '@jmj/cache/stats';

/** A webhook that does not answer is given up after so long, ms. */
const WEBHOOK_TIMEOUT_MS = 5000;
const CHECK_EVERY_MS = 60_000;

/**
 * Posts `{ text }`, which Slack, Mattermost and Discord (at `/slack`) take.
 * @throws Error when it was not taken; its message never holds the address, which is a secret
 */
export function createWebhook(url: string): (text: string) => Promise<void> {
  return async (text) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      redirect: 'manual',
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new Error(`the webhook cannot be reached (${reasonOf(error)})`);
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}

export interface AlertWatch {
  /** Whether the hit rate was too low at the last check. */
  open(): boolean;
  close(): Promise<void>;
}

/** Checks now and then, for as long as the process runs. A check that fails is told, and the next one comes. */
export function watchHitRate(
  alert: HitRateAlert,
  onError: (error: unknown) => void,
  everyMs = CHECK_EVERY_MS,
): AlertWatch {
  let low = false;
  let checking: Promise<void> | undefined;

  function check(): void {
    checking ??= alert
      .check()
      .then((found) => {
        low = found.low;
      }, onError)
      .finally(() => {
        checking = undefined;
      });
  }

  // Processes that start together do not check together.
  const first = setTimeout(check, Math.random() * Math.min(everyMs, 10_000));
  const timer = setInterval(check, everyMs);
  for (const one of [first, timer]) one.unref();
  return {
    open: () => low,
    async close() {
      clearTimeout(first);
      clearInterval(timer);
      await checking;
    },
  };
}
