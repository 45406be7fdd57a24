interface ProblemKind {
  /** HTTP status that goes with it. */
  status: number;
  title: string;
  /** Whether the very same request may succeed later. */
  retryable: boolean;
}

const problem = (status: number, title: string, retryable = false): ProblemKind => ({
  status,
  title,
  retryable,
});

/** Every error this service can answer with, on HTTP and inside an analysis. Codes never change meaning. */
export const PROBLEMS = {
  'invalid-request': problem(400, 'The request is not what was expected'),
  unauthorized: problem(401, 'A valid API key is needed'),
  'budget-exceeded': problem(402, 'The budget for this is used up'),
  forbidden: problem(403, 'This key may not do that'),
  'not-found': problem(404, 'Nothing is here'),
  'photo-unknown': problem(404, 'This photo is not known: upload it'),
  'method-not-allowed': problem(405, 'This path does not know that method'),
  'upload-too-slow': problem(408, 'The request came too slowly', true),
  'idempotency-in-progress': problem(409, 'A request with this Idempotency-Key is being carried out', true),
  conflict: problem(409, 'The analysis is no longer in a state that allows this'),
  'critique-gone': problem(410, 'The critique has left the cache: ask again'),
  'photo-too-large': problem(413, 'The photo has too many bytes'),
  'unsupported-format': problem(415, 'This kind of file is not judged'),
  'idempotency-mismatch': problem(422, 'This Idempotency-Key came with another request before'),
  'photo-unreadable': problem(422, 'The photo cannot be decoded'),
  'photo-too-many-pixels': problem(422, 'The photo has too many pixels or frames'),
  'photo-gone': problem(422, 'The photo was no longer there when a worker took the job: upload it again'),
  'photo-quarantined': problem(422, 'Workers went away whenever they opened this photo'),
  'image-url-refused': problem(422, 'This address is not fetched'),
  'image-url-unreachable': problem(502, 'The address gives no photo', true),
  'rate-limited': problem(429, 'Too many requests', true),
  'not-implemented': problem(501, 'Not offered yet'),
  canceled: problem(409, 'The analysis was canceled'),
  'provider-refused': problem(422, 'The model declined to judge this photo'),
  'provider-rejected': problem(502, 'The model provider rejected our request'),
  'provider-unauthorized': problem(502, 'The model provider rejected our credentials'),
  'provider-quota': problem(503, 'The model provider quota is used up'),
  'provider-rate-limited': problem(503, 'The model provider asks us to slow down', true),
  'provider-unavailable': problem(503, 'The model provider is not answering', true),
  'provider-timeout': problem(504, 'The model provider took too long', true),
  'provider-cut-off': problem(502, 'The model answer was cut off', true),
  'provider-invalid-answer': problem(502, 'The model answer did not follow the schema', true),
  'queue-unavailable': problem(503, 'The queue cannot be reached', true),
  'photo-store-full': problem(503, 'Too many photos are waiting', true),
  overloaded: problem(503, 'There is more to do than can be taken in', true),
  'worker-lost': problem(500, 'The workers that took this photo went away each time', true),
  internal: problem(500, 'Something went wrong on our side', true),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;
