import {
  type AnalysisError,
  type ExceededBudget,
  type FieldError,
  PROBLEMS,
  type ProblemCode,
} from '@jmj/contracts';

/** An expected error: something the caller or the operator can understand and act on. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ProblemCode;
  /** The same work may succeed if it is tried again. */
  readonly retryable: boolean;
  /** Wait at least this long before trying again, when whoever refused us said so. */
  readonly retryAfterMs: number | undefined;
  /** Which fields of the request were wrong, and what was expected there. */
  readonly fields: FieldError[] | undefined;
  /** Which budget is used up. */
  readonly budget: ExceededBudget | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    options: {
      retryAfterMs?: number;
      retryable?: boolean;
      fields?: FieldError[];
      budget?: ExceededBudget;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? PROBLEMS[code].retryable;
    this.retryAfterMs = options.retryAfterMs;
    this.fields = options.fields;
    this.budget = options.budget;
  }
}

/** What callers are told of an error. An unexpected one keeps its message to itself: it may hold anything. */
export function toAnalysisError(error: unknown): AnalysisError {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  return { code: 'internal', message: PROBLEMS.internal.title };
}
