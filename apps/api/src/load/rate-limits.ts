import { Failure } from '@jmj/core';
import type { RateLimiter, RateVerdict } from '@jmj/intake';
import type { FastifyReply } from 'fastify';

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

/** What is limited, in the words of its refusal. */
export type Limited = 'key' | 'user';

export interface RateGate {
  /** Takes a token. At once, as a rule: a promise only when Redis has to be asked. @throws Failure `rate-limited` */
  pass(reply: FastifyReply, subject: string): Promise<void> | undefined;
  /** Takes more for one who has passed, and lets all of it through while nothing is owed. @throws Failure `rate-limited` */
  passMore(reply: FastifyReply, subject: string, tokens: number): Promise<void>;
  /** All of them, each with as many tokens as it weighs, or none: then those that were taken are lost. @throws Failure `rate-limited` */
  passAll(reply: FastifyReply, weights: ReadonlyMap<string, number>): Promise<void>;
}

/**
 * Takes tokens, and tells what is left in `RateLimit-Policy` and `RateLimit`.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers
 */
export function createRateGate(limiter: RateLimiter, who: Limited): RateGate {
  const policy = policyOf(limiter);
  const { name } = limiter.limit;

  /** Beside what other limits say; in place of what this one has said. */
  function beside(header: unknown, told: string): string {
    const others = String(header)
      .split(', ')
      .filter((one) => !one.startsWith(`"${name}";`));
    return [...others, told].join(', ');
  }

  function tell(reply: FastifyReply, verdict: RateVerdict): void {
    const left = `"${name}";r=${verdict.remaining};t=${seconds(verdict.resetMs)}`;
    const others = reply.getHeader('ratelimit');
    if (others === undefined) {
      reply.header('ratelimit-policy', policy).header('ratelimit', left);
      return;
    }
    reply
      .header('ratelimit-policy', beside(reply.getHeader('ratelimit-policy'), policy))
      .header('ratelimit', beside(others, left));
  }

  function judged(reply: FastifyReply, verdict: RateVerdict): void {
    tell(reply, verdict);
    assertAdmitted(verdict, who);
  }

  async function weighed(subject: string, tokens: number): Promise<RateVerdict> {
    const first = await limiter.take(subject);
    return first.admitted && tokens > 1 ? limiter.takeMore(subject, tokens - 1) : first;
  }

  return {
    pass(reply, subject) {
      const verdict = limiter.take(subject);
      if (verdict instanceof Promise) return verdict.then((it) => judged(reply, it));
      judged(reply, verdict);
      return undefined;
    },
    async passMore(reply, subject, tokens) {
      if (tokens > 0) judged(reply, await limiter.takeMore(subject, tokens));
    },
    async passAll(reply, weights) {
      const verdicts = await Promise.all([...weights].map(([subject, tokens]) => weighed(subject, tokens)));
      const [tightest] = verdicts.sort((a, b) => b.retryMs - a.retryMs || a.remaining - b.remaining);
      if (tightest) judged(reply, tightest);
    },
  };
}
