import { sniffFormat } from '@jmj/core';
import { type Bill, type OpenaiServer, startOpenaiServer } from '@jmj/testing/openai-server';
import type { Visit } from '../day/traffic.ts';

/**
 * The web app's way, as far as it is known: the whole file at default detail, 2,000 output tokens, and a prompt that is another
 * one from its first word on with each option. Its length is not known: assumed here, below what such prompts usually take.
 */
export const WEB_APP = { promptTokens: 1200, outputTokens: 2000 } as const;

/** Long enough for every answer to be ended by the limit. */
const VERBOSITY = 12;
const AT_ONCE = 8;

/** About one token a word in o200k_base. */
const promptOf = ({ tone, language }: Visit): string =>
  `${tone} ${language} ${'photo '.repeat(WEB_APP.promptTokens - 40)}`;

const FORMAT = {
  type: 'json_schema',
  name: 'critique',
  strict: true,
  schema: {
    type: 'object',
    properties: Object.fromEntries(
      ['summary', 'technical', 'artistic', 'insights', 'suggestions', 'tips', 'editing', 'tools'].map(
        (name) => [name, { type: 'array', items: { type: 'string' }, minItems: 3, maxItems: 3 }],
      ),
    ),
    required: ['summary', 'technical', 'artistic', 'insights', 'suggestions', 'tips', 'editing', 'tools'],
    additionalProperties: false,
  },
};

const typeOf = (photo: Uint8Array): string => `image/${sniffFormat(photo)}`;

async function ask({ url }: OpenaiServer, model: string, visit: Visit): Promise<void> {
  const photo = Buffer.from(visit.photo).toString('base64');
  const answer = await fetch(`${url}/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-web-app' },
    body: JSON.stringify({
      model,
      input: [
        { role: 'developer', content: [{ type: 'input_text', text: promptOf(visit) }] },
        {
          role: 'user',
          content: [{ type: 'input_image', image_url: `data:${typeOf(visit.photo)};base64,${photo}` }],
        },
      ],
      text: { format: FORMAT },
      max_output_tokens: WEB_APP.outputTokens,
      // Its model thinks no more than ours does: what is compared is the way of asking.
      ...(!model.startsWith('gpt-4') && { reasoning: { effort: 'none' } }),
    }),
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

/** Every visit as a call of its own, and what OpenAI charges for all of them. */
export async function payAsTheWebApp(model: string, visits: Visit[]): Promise<Bill> {
  const server = await startOpenaiServer({ verbosity: VERBOSITY });
  try {
    const left = [...visits];
    const lane = async () => {
      for (let next = left.shift(); next; next = left.shift()) await ask(server, model, next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return server.bill;
  } finally {
    await server.close();
  }
}
