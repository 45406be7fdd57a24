/** An error as OpenAI's API answers it: the status, and `{ error: { message, type, param, code } }`. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: { error: { message: string; type: string; param: string | null; code: string | null } };
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    details: { type?: string; param?: string; code?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    const { type = 'invalid_request_error', param = null, code = null, headers = {} } = details;
    this.headers = headers;
    this.body = { error: { message, type, param, code } };
  }
}

export const badRequest = (message: string, param: string, code = 'invalid_value'): ApiError =>
  new ApiError(400, message, { param, code });

export const unauthorized = (key: string): ApiError =>
  new ApiError(401, `Incorrect API key provided: ${key}. You can find your API key in your account.`, {
    code: 'invalid_api_key',
  });

export const rateLimited = (headers: Record<string, string>): ApiError =>
  new ApiError(
    429,
    'Rate limit reached in organization org-test on requests per min (RPM). Please try again.',
    {
      type: 'requests',
      code: 'rate_limit_exceeded',
      headers,
    },
  );

export const outOfQuota = (): ApiError =>
  new ApiError(429, 'You exceeded your current quota, please check your plan and billing details.', {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  });

/** Not charged: developers.openai.com/api/docs/guides/flex-processing. */
export const flexShort = (): ApiError =>
  new ApiError(429, 'Resource Unavailable: flex has no room for this request at the moment.', {
    type: 'resource_unavailable',
    code: 'resource_unavailable',
  });
