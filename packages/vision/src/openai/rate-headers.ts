import type { CallTold, LimitReading } from '@jmj/core';
import { parseReset } from './retry-after.ts';

const whole = (text: string | null): number | undefined =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

function readLimit(headers: Headers, of: 'requests' | 'tokens'): LimitReading | undefined {
  const limit = whole(headers.get(`x-ratelimit-limit-${of}`));
  const remaining = whole(headers.get(`x-ratelimit-remaining-${of}`));
  const resetMs = parseReset(headers.get(`x-ratelimit-reset-${of}`) ?? '');
  if (!limit || remaining === undefined || resetMs === undefined) return undefined;
  return { limit, remaining: Math.min(limit, remaining), resetMs };
}

/** What the rate headers of an answer say: https://developers.openai.com/api/docs/guides/rate-limits */
export function readTold(headers: Headers | undefined): CallTold {
  if (!headers) return {};
  return { requests: readLimit(headers, 'requests'), tokens: readLimit(headers, 'tokens') };
}
