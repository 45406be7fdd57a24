import type { Analysis, AnalysisOptionsInput, ErasureReceipt, Estimate } from '@jmj/contracts';
import { jmjError } from './errors.ts';
import { onlyOnce } from './once.ts';
import { type PhotoInput, toUpload } from './photo.ts';
import type { Transport } from './transport.ts';

export interface CallOptions {
  /** Give up when it aborts; the call rejects with its reason. */
  signal?: AbortSignal | undefined;
  /** Let the service hold its answer for up to so many seconds, until the analysis has ended (`Prefer: wait`). */
  wait?: number | undefined;
}

/** In pixels, with the photo's SHA-256 to be told whether it is known. */
export interface PhotoSize {
  width: number;
  height: number;
  sha256?: string | undefined;
}

export interface Calls {
  /** By its hash alone. @throws JmjError `photo-unknown` when the photo must be uploaded */
  ask(sha256: string, options: AnalysisOptionsInput & CallOptions): Promise<Analysis>;
  upload(photo: PhotoInput, options: AnalysisOptionsInput & CallOptions): Promise<Analysis>;
  /** By its address, to be fetched by the service. */
  refer(imageUrl: string, options: AnalysisOptionsInput & CallOptions): Promise<Analysis>;
  estimate(
    of: PhotoInput | PhotoSize,
    options: AnalysisOptionsInput & Pick<CallOptions, 'signal'>,
  ): Promise<Estimate>;
  get(id: string, options?: CallOptions & { retries?: number }): Promise<Analysis>;
  cancel(id: string, options?: Pick<CallOptions, 'signal'>): Promise<Analysis>;
  eraseUser(userId: string, options?: Pick<CallOptions, 'signal'>): Promise<ErasureReceipt>;
  /** Opens the event stream, without retries. */
  events(id: string, options: { lastEventId: string | undefined; signal: AbortSignal }): Promise<Response>;
}

/** The routes of the service, one function each. */
export function createCalls(transport: Transport): Calls {
  /** Asks about a photo that is not sent along. */
  async function name(
    photo: { sha256: string } | { imageUrl: string },
    { signal, wait, ...options }: AnalysisOptionsInput & CallOptions,
  ): Promise<Analysis> {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      ...prefer(wait),
      ...('imageUrl' in photo ? onlyOnce() : {}),
    };
    const body = JSON.stringify({ ...photo, ...options });
    return readAnalysis(await transport({ method: 'POST', path: '/v1/analyses', headers, body, signal }));
  }

  return {
    ask: (sha256, options) => name({ sha256 }, options),
    refer: (imageUrl, options) => name({ imageUrl }, options),
    async upload(photo, { signal, wait, ...options }) {
      const { body, contentType } = await toUpload(photo);
      const headers = {
        'content-type': contentType,
        accept: 'application/json',
        ...prefer(wait),
        ...onlyOnce(),
      };
      const path = `/v1/analyses${query(options)}`;
      return readAnalysis(await transport({ method: 'POST', path, headers, body, signal }));
    },
    async estimate(of, { signal, ...options }) {
      const accept = { accept: 'application/json' };
      if (isSize(of)) {
        const headers = { 'content-type': 'application/json', ...accept };
        const body = JSON.stringify({ ...of, ...options });
        return readEstimate(
          await transport({ method: 'POST', path: '/v1/estimates', headers, body, signal }),
        );
      }
      const { body, contentType } = await toUpload(of);
      const headers = { 'content-type': contentType, ...accept };
      const path = `/v1/estimates${query(options)}`;
      return readEstimate(await transport({ method: 'POST', path, headers, body, signal }));
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
    async eraseUser(userId, { signal } = {}) {
      const headers = { accept: 'application/json' };
      const path = `/v1/users/${encodeURIComponent(userId)}`;
      return readReceipt(await transport({ method: 'DELETE', path, headers, signal }));
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

const isSize = (of: PhotoInput | PhotoSize): of is PhotoSize => 'width' in of && 'height' in of;

async function readEstimate(response: Response): Promise<Estimate> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (isEstimate(answer)) return answer;
  throw jmjError('unexpected-answer', 'The service did not answer with an estimate', {
    status: response.status,
  });
}

function isEstimate(value: unknown): value is Estimate {
  return typeof value === 'object' && value !== null && 'known' in value && 'cost' in value;
}

async function readReceipt(response: Response): Promise<ErasureReceipt> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (typeof answer === 'object' && answer !== null && 'complete' in answer) return answer as ErasureReceipt;
  throw jmjError('unexpected-answer', 'The service did not answer with a receipt', {
    status: response.status,
  });
}

function isAnalysis(value: unknown): value is Analysis {
  return typeof value === 'object' && value !== null && 'id' in value && 'status' in value;
}
