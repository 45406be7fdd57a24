import type { HitRateAlert } from '@jmj/cache/stats';

const CHECK_EVERY_MS = 60_000;

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
