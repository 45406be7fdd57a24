import { type Analysis, PROBLEMS, type Problem, type ProblemCode } from '@jmj/contracts';

/** What can go wrong without a word from the service. */
export type ClientCode = 'connection-failed' | 'timed-out' | 'unexpected-answer';
/** Every code an error of this SDK can carry: the service's closed union and our own three. */
export type ErrorCode = ProblemCode | ClientCode;

export interface ErrorDetails {
  /** HTTP status of the answer, when there was one. */
  status?: number | undefined;
  /** The `application/problem+json` answer, when there was one. */
  problem?: Problem | undefined;
  /** The analysis that failed or was waited for. */
  analysis?: Analysis | undefined;
  /** How long the service asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** Base of every error that this SDK makes. An abort is not one: it rejects with the signal's own reason. */
export class JmjError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly status: number | undefined;
  readonly problem: Problem | undefined;
  readonly analysis: Analysis | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = errorName(code);
    this.code = code;
    this.status = details.status;
    this.problem = details.problem;
    this.analysis = details.analysis;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** The very same call may succeed later. */
  get retryable(): boolean {
    return isRetryable(this.code);
  }
}

/** This photo will not do; another file might. */
export class PhotoError extends JmjError<
  | 'photo-unknown'
  | 'photo-too-large'
  | 'unsupported-format'
  | 'photo-unreadable'
  | 'photo-too-many-pixels'
  | 'photo-gone'
  | 'photo-quarantined'
  | 'image-url-refused'
  | 'image-url-unreachable'
> {}
/** The API key is missing, wrong, or not allowed to do this. */
export class AccessError extends JmjError<'unauthorized' | 'forbidden'> {}
/** There is not enough money left for it: `problem.budget` says of which budget, and when it begins anew. */
export class BudgetError extends JmjError<'budget-exceeded'> {}
/** The call itself was wrong, or came too late. */
export class RequestError extends JmjError<
  | 'invalid-request'
  | 'idempotency-mismatch'
  | 'idempotency-in-progress'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'critique-gone'
  | 'not-implemented'
  | 'canceled'
> {}
/** The model that judges did not give a critique. */
export class ProviderError extends JmjError<Extract<ErrorCode, `provider-${string}`>> {}
/** The service, or the way to it, is in trouble. */
export class UnavailableError extends JmjError<
  | 'queue-unavailable'
  | 'photo-store-full'
  | 'overloaded'
  | 'rate-limited'
  | 'upload-too-slow'
  | 'worker-lost'
  | 'internal'
  | ClientCode
> {}

/** The family of each code. A code without one does not compile. */
const FAMILIES = {
  'photo-unknown': PhotoError,
  'photo-too-large': PhotoError,
  'unsupported-format': PhotoError,
  'photo-unreadable': PhotoError,
  'photo-too-many-pixels': PhotoError,
  'photo-gone': PhotoError,
  'photo-quarantined': PhotoError,
  'image-url-refused': PhotoError,
  'image-url-unreachable': PhotoError,
  unauthorized: AccessError,
  forbidden: AccessError,
  'budget-exceeded': BudgetError,
  'invalid-request': RequestError,
  'idempotency-mismatch': RequestError,
  'idempotency-in-progress': RequestError,
  'not-found': RequestError,
  'method-not-allowed': RequestError,
  conflict: RequestError,
  'critique-gone': RequestError,
  'not-implemented': RequestError,
  canceled: RequestError,
  'provider-refused': ProviderError,
  'provider-rejected': ProviderError,
  'provider-unauthorized': ProviderError,
  'provider-quota': ProviderError,
  'provider-rate-limited': ProviderError,
  'provider-unavailable': ProviderError,
  'provider-timeout': ProviderError,
  'provider-cut-off': ProviderError,
  'provider-invalid-answer': ProviderError,
  'queue-unavailable': UnavailableError,
  'photo-store-full': UnavailableError,
  overloaded: UnavailableError,
  'rate-limited': UnavailableError,
  'upload-too-slow': UnavailableError,
  'worker-lost': UnavailableError,
  internal: UnavailableError,
  'connection-failed': UnavailableError,
  'timed-out': UnavailableError,
  'unexpected-answer': UnavailableError,
} as const satisfies Record<ErrorCode, unknown>;

type Family<Code extends ErrorCode> = InstanceType<(typeof FAMILIES)[Code]>;
type ErrorClass<Code extends ErrorCode> = new (
  message: string,
  details?: ErrorDetails,
) => Family<Code> & JmjError<Code>;

function errorName(code: string): string {
  const pascal = code.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `${pascal}Error`;
}

function classOf(code: ErrorCode): unknown {
  const FamilyOfCode = FAMILIES[code] as new (
    code: ErrorCode,
    message: string,
    details?: ErrorDetails,
  ) => JmjError;
  const OneCode = class extends FamilyOfCode {
    constructor(message: string, details?: ErrorDetails) {
      super(code, message, details);
    }
  };
  Object.defineProperty(OneCode, 'name', { value: errorName(code) });
  return OneCode;
}

/** One class per code, below its family: `error instanceof errorClasses['photo-too-large']`. */
export const errorClasses = Object.fromEntries(
  (Object.keys(FAMILIES) as ErrorCode[]).map((code) => [code, classOf(code)]),
) as unknown as { readonly [Code in ErrorCode]: ErrorClass<Code> };

/** Whether `error` is one of ours, and carries one of `codes` when any are given. */
export function isJmjError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is JmjError<Code> {
  return error instanceof JmjError && (codes.length === 0 || codes.some((code) => code === error.code));
}

/** The error of this code, as an instance of its class. */
export function jmjError(code: ErrorCode, message: string, details?: ErrorDetails): JmjError {
  return new errorClasses[code](message, details);
}

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(PROBLEMS, code);
}

function isRetryable(code: ErrorCode): boolean {
  return isProblemCode(code) ? PROBLEMS[code].retryable : true;
}
