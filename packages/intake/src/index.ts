export { type Claim, createIdempotencyKeys, type IdempotencyKeys } from './idempotency.ts';
export { createRateLimiter, type RateLimit, type RateLimiter, type RateVerdict } from './rates.ts';
