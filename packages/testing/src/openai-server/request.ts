import { z } from 'zod';
import { ApiError, badRequest } from './api-error.ts';
import { type ReceivedImage, readImage } from './image.ts';
import { checkStrictSchema, type StrictSchema } from './strict-schema.ts';

const breakpoint = z.strictObject({ mode: z.literal('explicit'), ttl: z.enum(['30m', '12h']).optional() });
const inputPart = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('input_text'),
    text: z.string(),
    prompt_cache_breakpoint: breakpoint.optional(),
  }),
  z.strictObject({
    type: z.literal('input_image'),
    detail: z.enum(['low', 'high', 'auto', 'original']).default('auto'),
    image_url: z.string(),
    prompt_cache_breakpoint: breakpoint.optional(),
  }),
]);

/** The parameters of POST /v1/responses that a judge can need; any other is refused, as a misspelt one would be. */
const requestSchema = z.strictObject({
  model: z.string(),
  instructions: z.string().nullish(),
  input: z.union([
    z.string(),
    z.array(
      z.strictObject({
        type: z.literal('message').optional(),
        role: z.enum(['user', 'system', 'developer', 'assistant']),
        content: z.union([z.string(), z.array(inputPart)]),
      }),
    ),
  ]),
  text: z.strictObject({
    format: z.strictObject({
      type: z.literal('json_schema'),
      name: z.string().regex(/^[\w-]{1,64}$/),
      description: z.string().optional(),
      strict: z.boolean().nullish(),
      schema: z.record(z.string(), z.unknown()),
    }),
    verbosity: z.enum(['low', 'medium', 'high']).optional(),
  }),
  max_output_tokens: z.number().int().min(16).nullish(),
  reasoning: z
    .strictObject({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish() })
    .nullish(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  store: z.boolean().nullish(),
  stream: z.literal(false).nullish(),
  service_tier: z.enum(['auto', 'default', 'flex', 'scale', 'priority', 'fast']).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  safety_identifier: z.string().max(128).nullish(),
  prompt_cache_key: z.string().max(64).nullish(),
  prompt_cache_options: z
    .strictObject({
      mode: z.enum(['implicit', 'explicit']).optional(),
      ttl: z.enum(['30m', '12h']).optional(),
    })
    .optional(),
});

export type ResponsesRequest = z.infer<typeof requestSchema>;
export type InputPart = z.infer<typeof inputPart>;

export interface CheckedRequest {
  request: ResponsesRequest;
  /** All parts of the input in their order, those of a plain string included. */
  parts: InputPart[];
  schema: StrictSchema;
  image?: ReceivedImage | undefined;
}

const isFamily = (model: string, family: RegExp): boolean => family.test(model);
/** gpt-5.6 and later. */
export const hasBreakpoints = (model: string): boolean => isFamily(model, /^gpt-(5\.([6-9]|\d\d)|[6-9])/);

function checkModel(request: ResponsesRequest): void {
  const { model } = request;
  if (!isFamily(model, /^gpt-(4o|4\.1|[5-9])/))
    throw new ApiError(404, `The model '${model}' does not exist or you do not have access to it.`, {
      code: 'model_not_found',
    });
  const effort = request.reasoning?.effort;
  const efforts = isFamily(model, /^gpt-4/) ? [] : isFamily(model, /^gpt-5(-|$)/) ? ['minimal'] : ['none'];
  if (effort && !['low', 'medium', 'high', ...efforts].includes(effort))
    throw badRequest(
      `Unsupported value: '${effort}' is not supported with the '${model}' model.`,
      'reasoning.effort',
      'unsupported_value',
    );
  if (effort && isFamily(model, /^gpt-4/))
    throw badRequest(
      "Unsupported parameter: 'reasoning' is not supported with this model.",
      'reasoning',
      'unsupported_parameter',
    );
  if (request.service_tier === 'flex' && isFamily(model, /^gpt-4/))
    throw badRequest(`Invalid service_tier argument for '${model}'.`, 'service_tier');
  if (request.prompt_cache_options && !hasBreakpoints(model))
    throw badRequest(
      "Unsupported parameter: 'prompt_cache_options' is not supported with this model.",
      'prompt_cache_options',
      'unsupported_parameter',
    );
}

function partsOf(request: ResponsesRequest): InputPart[] {
  const text = (it: string): InputPart => ({ type: 'input_text', text: it });
  if (typeof request.input === 'string') return [text(request.input)];
  return request.input.flatMap(({ content }) => (typeof content === 'string' ? [text(content)] : content));
}

/** @throws ApiError what OpenAI would answer to a request that is wrong */
export async function checkRequest(body: unknown): Promise<CheckedRequest> {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
    const param = [...(issue?.path ?? []), ...keys.slice(0, 1)].map(String).join('.');
    if (keys.length) throw badRequest(`Unknown parameter: '${param}'.`, param, 'unknown_parameter');
    throw badRequest(`Invalid value for '${param}': ${issue?.message}.`, param);
  }
  const request = parsed.data;
  checkModel(request);
  const schema = checkStrictSchema(request.text.format.schema);
  const parts = partsOf(request);
  const images = parts.filter((it) => it.type === 'input_image');
  const image = images[0] && (await readImage(images[0]));
  return { request, parts, schema, image };
}
