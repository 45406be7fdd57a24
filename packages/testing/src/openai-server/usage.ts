import { createHash } from 'node:crypto';
import { imageTokens } from './image-tokens.ts';
import type { ServedTier } from './prices.ts';
import { createPromptCache } from './prompt-cache.ts';
import { type CheckedRequest, hasBreakpoints } from './request.ts';
import { tokensOf } from './tokens.ts';

export interface Usage {
  input_tokens: number;
  input_tokens_details: { cached_tokens: number; cache_write_tokens: number };
  output_tokens: number;
  output_tokens_details: { reasoning_tokens: number };
  total_tokens: number;
}

/** What a message takes beside its text, and what makes the model answer: "How to count tokens" in OpenAI's cookbook. */
const TOKENS_PER_MESSAGE = 3;
const TOKENS_TO_ANSWER = 3;

/** Flex has "additional discounts from prompt caching", the guides say; of batches nobody does, so none are given. */
const UNCACHED = { cached: 0, written: 0 };

/** A piece of the prompt; an image is a row of tokens too, other ones for each image. */
interface Piece {
  tokens: readonly number[];
  breakpoint: boolean;
}

const imageAsTokens = (url: string, count: number): number[] =>
  Array<number>(count).fill(createHash('sha256').update(url).digest().readInt32BE());

/** In the order in which it counts for the cache: the schema comes before everything else. */
function piecesOf({ request, image }: CheckedRequest, seen: number): Piece[] {
  const text = (it: string, breakpoint = false): Piece => ({ tokens: tokensOf(it), breakpoint });
  const messages =
    typeof request.input === 'string' ? [{ role: 'user', content: request.input }] : request.input;
  const opening: Piece = { tokens: Array<number>(TOKENS_PER_MESSAGE).fill(-1), breakpoint: false };
  return [
    text(JSON.stringify(request.text.format)),
    ...(request.instructions ? [opening, text(request.instructions)] : []),
    ...messages.flatMap(({ content }) => [
      opening,
      ...(typeof content === 'string'
        ? [text(content)]
        : content.map((part) => {
            const breakpoint = part.prompt_cache_breakpoint !== undefined;
            if (part.type === 'input_text') return text(part.text, breakpoint);
            return { tokens: imageAsTokens(part.image_url, image ? seen : 0), breakpoint };
          })),
    ]),
    { tokens: Array<number>(TOKENS_TO_ANSWER).fill(-2), breakpoint: false },
  ];
}

/** Counts the tokens of calls as OpenAI does, remembering which prompts it has seen. */
export function createMeter(options: { hiddenFactor: number; now: () => number }) {
  const cache = createPromptCache(options.now);
  return {
    measure(checked: CheckedRequest, tier: ServedTier, outputTokens: number) {
      const { request, image } = checked;
      const seen = image ? imageTokens(request.model, image, options.hiddenFactor) : 0;
      const pieces = piecesOf(checked, seen);
      const { model, prompt_cache_key: key, prompt_cache_options: cacheOptions } = request;
      const prompt = {
        owner: [model, key ?? '', tier].join(' '),
        pieces,
        byBreakpoints: hasBreakpoints(model),
        implicit: cacheOptions?.mode !== 'explicit',
      };
      const { cached, written } = tier === 'batch' ? UNCACHED : cache.look(prompt);
      const inputTokens = pieces.reduce((sum, piece) => sum + piece.tokens.length, 0);
      const usage: Usage = {
        input_tokens: inputTokens,
        input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
        output_tokens: outputTokens,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: inputTokens + outputTokens,
      };
      return { usage, imageTokens: seen };
    },
  };
}

export type Meter = ReturnType<typeof createMeter>;
