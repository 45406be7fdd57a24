import { rateLimited } from './api-error.ts';
import type { CheckedRequest } from './request.ts';
import { tokensOf } from './tokens.ts';

export interface RateLimits {
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
  /** How long a "minute" is, for tests that have none. @default 60000 */
  minuteMs?: number | undefined;
  /**
   * Whether what is used comes back little by little, as OpenAI has it, or all at once at the end of each minute.
   * @default 'steadily'
   */
  refill?: 'steadily' | 'in steps' | undefined;
  /** What answers say of them: as OpenAI, only `Retry-After` where there is no room, or nothing. @default 'everything' */
  tells?: 'everything' | 'pauses' | 'nothing' | undefined;
}

/** A duration as Go writes it: `12ms`, `1m2s`. */
function goDuration(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)}ms`;
  const seconds = Math.round(ms / 10) / 100;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${Math.round(seconds % 60)}s`;
}

function createBucket(limit: number, minuteMs: number, inSteps: boolean, now: () => number) {
  let level = limit;
  let at = now();
  const refill = () => {
    const time = now();
    const steps = Math.floor((time - at) / minuteMs);
    if (inSteps) {
      if (steps > 0) level = limit;
      at += steps * minuteMs;
    } else {
      level = Math.min(limit, level + ((time - at) * limit) / minuteMs);
      at = time;
    }
  };
  const resetMs = () => (inSteps ? at + minuteMs - now() : ((limit - level) * minuteMs) / limit);
  return {
    /** In how many ms there will be room for it; 0: now. */
    roomIn(cost: number): number {
      if (limit === Infinity) return 0;
      refill();
      if (level >= cost) return 0;
      return inSteps ? resetMs() : ((Math.min(cost, limit) - level) * minuteMs) / limit;
    },
    take: (cost: number) => {
      level -= cost;
    },
    headers: (name: string): Record<string, string> => ({
      [`x-ratelimit-limit-${name}`]: `${limit}`,
      [`x-ratelimit-remaining-${name}`]: `${Math.max(0, Math.floor(level))}`,
      [`x-ratelimit-reset-${name}`]: goDuration(resetMs()),
    }),
  };
}

/** What OpenAI counts of a request before it is answered: its text, some for an image, and the room for the answer. */
function tokensToCount({ request, image }: CheckedRequest): number {
  const text = tokensOf(JSON.stringify(request.input).replaceAll(/data:image[^"]*/g, '')).length;
  return text + (image ? 1000 : 0) + (request.max_output_tokens ?? 1000);
}

/** Keeps calls under the limits of their model, and tells in headers how much is left. */
export function createRateLimits(limits: RateLimits, now: () => number = Date.now) {
  const {
    requestsPerMinute = Infinity,
    tokensPerMinute = Infinity,
    minuteMs = 60_000,
    refill,
    tells,
  } = limits;
  const ofModels = new Map<string, Record<'requests' | 'tokens', ReturnType<typeof createBucket>>>();
  const isTold = tells === undefined || tells === 'everything';
  const bucket = (limit: number) => createBucket(limit, minuteMs, refill === 'in steps', now);
  return {
    /**
     * Counts a request; answers the headers that go with it.
     * @throws ApiError when there is no room for it
     */
    admit(checked: CheckedRequest): Record<string, string> {
      const { model } = checked.request;
      const of = ofModels.get(model) ?? {
        requests: bucket(requestsPerMinute),
        tokens: bucket(tokensPerMinute),
      };
      ofModels.set(model, of);
      const tokens = tokensToCount(checked);
      const wait = Math.max(of.requests.roomIn(1), of.tokens.roomIn(tokens));
      const headers = () => ({
        ...(isTold && Number.isFinite(requestsPerMinute) && of.requests.headers('requests')),
        ...(isTold && Number.isFinite(tokensPerMinute) && of.tokens.headers('tokens')),
      });
      const pause = tells !== 'nothing' && { 'retry-after-ms': `${Math.ceil(wait)}` };
      if (wait > 0) throw rateLimited({ ...pause, ...headers() });
      of.requests.take(1);
      of.tokens.take(tokens);
      return headers();
    },
  };
}
