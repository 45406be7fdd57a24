import { Failure } from '@jmj/core';

const RETRY_AFTER_MS = 1000;

/**
 * The work's answer, if it comes in time. Work that is late goes on: what it accepts is judged, and found by whoever asks again.
 * @throws Failure `queue-unavailable` after `ms`
 */
export async function withinDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `Redis is too slow: nothing was decided within ${ms} ms. Ask again`;
      reject(new Failure('queue-unavailable', message, { retryAfterMs: RETRY_AFTER_MS }));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
