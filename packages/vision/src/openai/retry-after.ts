const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a Go-style duration as rate headers write it, such as `12ms`, `1m2s`, `6h0m0.5s`. */
export function parseReset(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g))
    ms += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  return Math.ceil(ms);
}

/** `Retry-After` in either form of RFC 9110 §10.2.3: seconds (here also with a fraction) or a date. */
function parseRetryAfter(text: string, now: number): number | undefined {
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** When the bucket that is used up has room again; when none says that it is, the first that refills. */
function parseRateLimit(headers: Headers): number | undefined {
  const buckets = ['requests', 'tokens'].flatMap((bucket) => {
    const reset = parseReset(headers.get(`x-ratelimit-reset-${bucket}`) ?? '');
    if (reset === undefined) return [];
    return [{ reset, empty: headers.get(`x-ratelimit-remaining-${bucket}`) === '0' }];
  });
  const empty = buckets.filter((it) => it.empty);
  if (empty.length) return Math.max(...empty.map((it) => it.reset));
  return buckets.length ? Math.min(...buckets.map((it) => it.reset)) : undefined;
}

/**
 * How many milliseconds the provider asks us to wait, by the most exact header that it sent:
 * `retry-after-ms`, `retry-after`, `x-ratelimit-reset-{requests,tokens}`.
 */
export function retryAfterMs(headers: Headers | undefined, now = Date.now()): number | undefined {
  if (!headers) return undefined;
  const exact = headers.get('retry-after-ms');
  if (exact !== null && /^\d+(\.\d+)?$/.test(exact)) return Math.ceil(Number(exact));
  return parseRetryAfter(headers.get('retry-after') ?? '', now) ?? parseRateLimit(headers);
}
