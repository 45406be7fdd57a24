import { Failure } from '@jmj/core';
import type { RateLimiter, RateVerdict } from '@jmj/intake';
import type { FastifyReply } from 'fastify';

/** Which requests are limited. Without a limiter nobody is. */
export interface RateLimits {
  /** All requests of a tenant. */
  tenant: RateLimiter | undefined;
  /** Requests for analyses of one user. */
  user: RateLimiter | undefined;
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** As many as the burst, in the time that it takes to fill: a token bucket in the words of the draft. */
function policyOf({ limit: { name, burst, perMinute } }: RateLimiter): string {
  return `"${name}";q=${burst};w=${Math.ceil((burst * 60) / perMinute)}`;
}

/** @throws Failure `rate-limited` */
function assertAdmitted({ admitted, retryMs }: RateVerdict, who: string): void {
  if (!admitted)
    throw new Failure('rate-limited', `Too many requests of this ${who}`, { retryAfterMs: retryMs });
}

/**
 * Takes a token, and tells what is left in `RateLimit-Policy` and `RateLimit`.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers
 */
export function createRateGate(limiter: RateLimiter, who: 'key' | 'user') {
  const policy = policyOf(limiter);
  const { name } = limiter.limit;

  function tell(reply: FastifyReply, verdict: RateVerdict): void {
    const left = `"${name}";r=${verdict.remaining};t=${seconds(verdict.resetMs)}`;
    const others = reply.getHeader('ratelimit');
    if (others === undefined) {
      reply.header('ratelimit-policy', policy).header('ratelimit', left);
      return;
    }
    reply
      .header('ratelimit-policy', `${reply.getHeader('ratelimit-policy')}, ${policy}`)
      .header('ratelimit', `${others}, ${left}`);
  }

  /** At once, as a rule: a promise only when Redis has to be asked. @throws Failure `rate-limited` */
  return function pass(reply: FastifyReply, subject: string): Promise<void> | undefined {
    const judged = (verdict: RateVerdict): void => {
      tell(reply, verdict);
      assertAdmitted(verdict, who);
    };
    const verdict = limiter.take(subject);
    if (verdict instanceof Promise) return verdict.then(judged);
    judged(verdict);
    return undefined;
  };
}

export type RateGate = ReturnType<typeof createRateGate>;
