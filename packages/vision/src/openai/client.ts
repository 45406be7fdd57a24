import OpenAI, { type ClientOptions } from 'openai';
import { Agent, fetch } from 'undici';

type Transport = Pick<ClientOptions, 'fetch' | 'fetchOptions'>;

/**
 * For answers that come in one piece and late: Node's own fetch gives up after five minutes. Not for files, whose forms this
 * fetch does not know.
 */
export const patientTransport = (): Transport => ({
  // The same in all but the names of its types.
  fetch: fetch as unknown as NonNullable<Transport['fetch']>,
  fetchOptions: { dispatcher: new Agent({ headersTimeout: 0, bodyTimeout: 0 }) },
});

/**
 * A client that keeps to what it is told: one owner of retries, no settings of the environment, no logs. Whoever calls
 * says how long it may take.
 */
export function createOpenaiClient(
  options: { apiKey: string; baseUrl?: string | undefined },
  transport: Transport = {},
): OpenAI {
  return new OpenAI({
    ...transport,
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? 'https://api.openai.com/v1',
    maxRetries: 0,
    // Unless told, the SDK reads these from the environment; at level `debug` it logs whole requests, photo included.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
  });
}
