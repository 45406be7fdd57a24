import type { Problem } from '@jmj/contracts';
import { isJmjError, isProblemCode, type JmjError, jmjError } from './errors.ts';
import { backoff, pause, retryAfterMs } from './timing.ts';

export interface TransportOptions {
  baseUrl: string;
  apiKey: string | undefined;
  fetch: typeof fetch;
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: Blob | string;
  signal?: AbortSignal | undefined;
  /** How often a refusal that may pass is tried again. @default 2 */
  retries?: number;
}

/** Answers of 2xx and 304; everything else is thrown. */
export type Transport = (call: Call) => Promise<Response>;

/** A service that asks for more patience than this is not waited for. */
const LONGEST_RETRY_AFTER_MS = 60_000;
const MAY_PASS = new Set([408, 409, 429, 502, 503, 504]);

/** HTTP to the service: authorization, problems as errors, and bounded retries that obey `Retry-After`. */
export function createTransport({ baseUrl, apiKey, fetch: send }: TransportOptions): Transport {
  const base = baseUrl.replace(/\/+$/, '');

  async function once({ method = 'GET', path, headers, body, signal }: Call): Promise<Response> {
    let response: Response;
    try {
      response = await send(`${base}${path}`, {
        method,
        cache: 'no-store',
        headers: { ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}), ...headers },
        ...(body ? { body } : {}),
        ...(signal ? { signal } : {}),
      });
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw jmjError('connection-failed', 'The service cannot be reached', { cause });
    }
    if (response.ok || response.status === 304) return response;
    throw await refusal(response);
  }

  return async function call(request) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once(request);
      } catch (error) {
        const delay = attempt < (request.retries ?? 2) ? delayBefore(error, attempt) : undefined;
        if (delay === undefined) throw error;
        await pause(delay, request.signal);
      }
    }
  };
}

/** The answer's problem as an error. A code that this SDK does not know is an `unexpected-answer`. */
async function refusal(response: Response): Promise<JmjError> {
  const problem = await response.json().catch(() => undefined);
  const known = isProblem(problem) ? problem : undefined;
  const details = {
    status: response.status,
    problem: known,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  };
  if (known) return jmjError(known.code, known.detail ?? known.title, details);
  return jmjError('unexpected-answer', `The service answered ${response.status}`, details);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && isProblemCode(value.code);
}

function delayBefore(error: unknown, attempt: number): number | undefined {
  if (!isJmjError(error) || !error.retryable) return undefined;
  if (error.code !== 'connection-failed' && !MAY_PASS.has(error.status ?? 0)) return undefined;
  const asked = error.retryAfterMs ?? 0;
  return asked > LONGEST_RETRY_AFTER_MS ? undefined : Math.max(asked, backoff(attempt));
}
