import type { Analysis, AnalysisOptionsInput } from '@jmj/contracts';
import { jmjError } from './errors.ts';
import { type PhotoInput, toUpload } from './photo.ts';
import type { Transport } from './transport.ts';

export interface CallOptions {
  /** Give up when it aborts; the call rejects with its reason. */
  signal?: AbortSignal | undefined;
  /** Let the service hold its answer for up to so many seconds, until the analysis has ended (`Prefer: wait`). */
  wait?: number | undefined;
}

export interface Calls {
  /** By its hash alone. @throws JmjError `photo-unknown` when the photo must be uploaded */
  ask(sha256: string, options: AnalysisOptionsInput & CallOptions): Promise<Analysis>;
  upload(photo: PhotoInput, options: AnalysisOptionsInput & CallOptions): Promise<Analysis>;
  get(id: string, options?: CallOptions & { retries?: number }): Promise<Analysis>;
  cancel(id: string, options?: Pick<CallOptions, 'signal'>): Promise<Analysis>;
  /** Opens the event stream, without retries. */
  events(id: string, options: { lastEventId: string | undefined; signal: AbortSignal }): Promise<Response>;
}

/** The routes of the service, one function each. */
export function createCalls(transport: Transport): Calls {
  return {
    async ask(sha256, { signal, wait, ...options }) {
      const headers = { 'content-type': 'application/json', accept: 'application/json', ...prefer(wait) };
      const body = JSON.stringify({ sha256, ...options });
      return readAnalysis(await transport({ method: 'POST', path: '/v1/analyses', headers, body, signal }));
    },
    async upload(photo, { signal, wait, ...options }) {
      const { body, contentType } = await toUpload(photo);
      const headers = { 'content-type': contentType, accept: 'application/json', ...prefer(wait) };
      const path = `/v1/analyses${query(options)}`;
      return readAnalysis(await transport({ method: 'POST', path, headers, body, signal }));
    },
    async get(id, { signal, wait, retries } = {}) {
      const headers = { accept: 'application/json', ...prefer(wait) };
      const call = { path: pathOf(id), headers, signal, ...(retries === undefined ? {} : { retries }) };
      return readAnalysis(await transport(call));
    },
    async cancel(id, { signal } = {}) {
      const headers = { accept: 'application/json' };
      return readAnalysis(await transport({ method: 'DELETE', path: pathOf(id), headers, signal }));
    },
    events(id, { lastEventId, signal }) {
      const resume: Record<string, string> =
        lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const headers = { accept: 'text/event-stream', ...resume };
      return transport({ path: `${pathOf(id)}/events`, headers, signal, retries: 0 });
    },
  };
}

const pathOf = (id: string): string => `/v1/analyses/${encodeURIComponent(id)}`;

function query(options: AnalysisOptionsInput): string {
  const given = Object.entries(options).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

function prefer(wait: number | undefined): Record<string, string> {
  return wait === undefined ? {} : { prefer: `wait=${Math.round(wait)}` };
}

async function readAnalysis(response: Response): Promise<Analysis> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (isAnalysis(answer)) return answer;
  throw jmjError('unexpected-answer', 'The service did not answer with an analysis', {
    status: response.status,
  });
}

function isAnalysis(value: unknown): value is Analysis {
  return typeof value === 'object' && value !== null && 'id' in value && 'status' in value;
}
