import type {
  Costs,
  Figures,
  FiguresQuery,
  QuarantineShown,
  Released,
  Removed,
} from '../../src/admin-contract.ts';

export type {
  Costs,
  Figures,
  FiguresQuery,
  QuarantineShown,
  Range,
  Removed,
} from '../../src/admin-contract.ts';

export const CACHE_PATH = '/admin';
export const COSTS_PATH = '/admin/costs';
export const QUARANTINE_PATH = '/admin/quarantine';
export const QUEUES_PATH = '/admin/queues';
export const SIGN_OUT_PATH = '/admin/sign-out';
const SIGN_IN_PATH = '/admin/sign-in';

/** The session is over: nothing on this page can go on. */
async function call<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(`/admin/api/${path}`, { ...init, credentials: 'same-origin' });
  if (answer.status === 401) location.assign(SIGN_IN_PATH);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()) as Answer;
}

/** The session's, without which nothing is done: a page of another site cannot read it. */
const token = (): string => /(?:^|; )XSRF-TOKEN=([\w-]+)/.exec(document.cookie)?.[1] ?? '';

const post = <Answer>(path: string, body: object): Promise<Answer> =>
  call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-xsrf-token': token() },
    body: JSON.stringify(body),
  });

export const fetchFigures = (query: FiguresQuery, signal: AbortSignal): Promise<Figures> =>
  call(`figures?${new URLSearchParams({ ...query })}`, { signal });

export const fetchCosts = (month: string | undefined, signal: AbortSignal): Promise<Costs> =>
  call(`costs?${new URLSearchParams(month ? { month } : {})}`, { signal });

export const fetchQuarantine = (signal: AbortSignal): Promise<QuarantineShown> =>
  call('quarantine', { signal });

export const releasePhoto = (sha256: string): Promise<Released> => post('quarantine/release', { sha256 });
export const clearCache = (): Promise<Removed> => post('cache/clear', {});
export const eraseUser = (owner: { tenant: string; userId: string }): Promise<Removed> =>
  post('users/erase', owner);
