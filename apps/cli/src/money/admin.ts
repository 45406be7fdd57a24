import { type Problem, problemSchema } from '@jmj/contracts';

export interface AdminOptions {
  url: string;
  adminKey: string | undefined;
}

/** What the service answered instead, for a person to read. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
}

function explain(status: number, problem: Problem | undefined): string {
  if (status === 401 || status === 403)
    return `${problem?.detail ?? 'The key is not the admin key'} (set JMJ_ADMIN_KEY)`;
  return problem?.detail ?? `the service answered ${status}`;
}

/** The service as its owner reaches it. Every call throws AdminError when it was not answered well. */
export function createAdmin({ url, adminKey }: AdminOptions) {
  const base = url.replace(/\/+$/, '');

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (adminKey) headers.set('authorization', `Bearer ${adminKey}`);
    if (init.body) headers.set('content-type', 'application/json');
    const answer = await fetch(`${base}/v1/admin/${path}`, { ...init, headers }).catch((cause) => {
      throw new AdminError(`no service answers at ${url}: set --url`, { cause });
    });
    if (answer.ok) return answer;
    const problem = problemSchema.safeParse(await answer.json().catch(() => undefined));
    throw new AdminError(explain(answer.status, problem.data));
  }

  return {
    async json<Answer>(
      path: string,
      schema: { parse(given: unknown): Answer },
      init?: RequestInit,
    ): Promise<Answer> {
      return schema.parse(await (await call(path, init)).json());
    },
    /** The text, and where the next page of it is. */
    async text(path: string): Promise<{ text: string; next: string | undefined }> {
      const answer = await call(path, { headers: { accept: 'text/csv' } });
      const next = /<\/v1\/admin\/([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      return { text: await answer.text(), next };
    },
  };
}

export type Admin = ReturnType<typeof createAdmin>;
