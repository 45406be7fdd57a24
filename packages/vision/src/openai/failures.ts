import type { ProblemCode } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import { APIConnectionTimeoutError, APIError } from 'openai';
import { retryAfterMs } from './retry-after.ts';

/** What the provider calls it when the account has run dry; it says 429 for this too. */
const QUOTA_CODES = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']);

/** What the provider calls it when it will not look at this photo. */
const REFUSAL_CODES = new Set([
  'content_filter',
  'content_policy_violation',
  'image_content_policy_violation',
  'moderation_blocked',
  'bio_policy',
  'misalignment_policy_violation',
]);

const REFUSED = 'the model declined to judge this photo';

/** Only short identifiers are taken over from an answer: its prose may echo the photo, the prompt or the key. */
const identifier = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.[\]-]{1,80}$/.test(value) && !value.startsWith('sk-')
    ? value
    : undefined;

/** Flex has no room, or the model is not offered at it: https://developers.openai.com/api/docs/guides/flex-processing */
export function isTierRefused(error: unknown): boolean {
  if (!(error instanceof APIError)) return false;
  if (error.status === 429)
    return (
      [error.code, error.type].includes('resource_unavailable') || /resource unavailable/i.test(error.message)
    );
  return error.status === 400 && error.param === 'service_tier';
}

/** Where the connection never came about: nothing was sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Whether the provider may have done the work, and charge for it, though no answer was had. A status is an answer: what is
 * refused is not charged.
 */
export function mayBePaid(error: unknown): boolean {
  for (let cause = error; typeof cause === 'object' && cause !== null; ) {
    if ('status' in cause && cause.status !== undefined) return false;
    if ('code' in cause && NEVER_SENT.has(String(cause.code))) return false;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
  return true;
}

function describe(error: APIError, model: string): string {
  const details = [
    `status ${error.status}`,
    identifier(error.code),
    identifier(error.param) && `param ${identifier(error.param)}`,
    identifier(error.requestID) && `request ${identifier(error.requestID)}`,
  ].filter((it) => it !== undefined);
  return `${model}: ${details.join(', ')}`;
}

function codeOfStatus(error: APIError): ProblemCode {
  const { status, code, type } = error;
  if (QUOTA_CODES.has(code ?? '') || type === 'insufficient_quota') return 'provider-quota';
  if (REFUSAL_CODES.has(code ?? '')) return 'provider-refused';
  if (status === 401 || status === 403) return 'provider-unauthorized';
  if (status === 429) return 'provider-rate-limited';
  if (status === 408) return 'provider-timeout';
  if (status === 409 || (status ?? 0) >= 500) return 'provider-unavailable';
  return 'provider-rejected';
}

const WORDS: Partial<Record<ProblemCode, string>> = {
  'provider-quota': 'the quota of this OpenAI account is used up',
  'provider-refused': REFUSED,
  'provider-unauthorized': 'OpenAI does not accept OPENAI_API_KEY for this',
  'provider-rate-limited': 'OpenAI asks us to slow down',
  'provider-timeout': 'OpenAI gave up waiting for the request',
  'provider-unavailable': 'OpenAI cannot answer at the moment',
  'provider-rejected': 'OpenAI rejected the request',
};

/** `fetch` reports a connection that breaks in the middle of a body as an error with a `cause`, which the SDK passes on. */
function isConnectionError(error: unknown): boolean {
  if (error instanceof APIError) return error.status === undefined;
  return typeof error === 'object' && error !== null && 'cause' in error;
}

/**
 * The failure behind whatever a call of the SDK threw. Deliberately without `cause`: the SDK's errors carry the provider's prose,
 * and whoever logs a failure logs its cause.
 */
export function failureOf(error: unknown, model: string): Failure {
  if (error instanceof APIConnectionTimeoutError)
    return new Failure('provider-timeout', `${model}: the connection to OpenAI timed out`);
  if (isConnectionError(error))
    return new Failure('provider-unavailable', `${model}: the connection to OpenAI failed`);
  if (!(error instanceof APIError))
    return new Failure('provider-invalid-answer', `${model}: the body of the answer cannot be read`);

  const code = codeOfStatus(error);
  const wait = retryAfterMs(error.headers);
  const stop = error.headers?.get('x-should-retry') === 'false';
  return new Failure(code, `${WORDS[code] ?? 'OpenAI failed'} (${describe(error, model)})`, {
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...(stop && { retryable: false }),
  });
}

/** The failure that an answer of status 200 reports inside, `status: "failed"`. */
export function failureInside(code: string | undefined, model: string): Failure {
  if (REFUSAL_CODES.has(code ?? '')) return new Failure('provider-refused', `${REFUSED} (${model})`);
  const detail = `(${model}: ${identifier(code) ?? 'no reason given'})`;
  if (code === 'rate_limit_exceeded')
    return new Failure('provider-rate-limited', `OpenAI asks us to slow down ${detail}`);
  if (code === undefined || code === 'server_error')
    return new Failure('provider-unavailable', `OpenAI failed while answering ${detail}`);
  return new Failure('provider-rejected', `OpenAI rejected the request ${detail}`);
}

export const refusal = (model: string): Failure => new Failure('provider-refused', `${REFUSED} (${model})`);
