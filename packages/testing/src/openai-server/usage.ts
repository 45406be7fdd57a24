import { createHash } from 'node:crypto';
import { imageTokens } from './image.ts';
import { type CheckedRequest, hasBreakpoints } from './request.ts';

export interface Usage {
  input_tokens: number;
  input_tokens_details: { cached_tokens: number; cache_write_tokens: number };
  output_tokens: number;
  output_tokens_details: { reasoning_tokens: number };
  total_tokens: number;
}

/** About four characters a token in English. An estimate, as the tokenizers of new models are not published. */
export const textTokens = (text: string): number => Math.ceil(text.length / 4);

/** Shortest prefix that is cached. https://developers.openai.com/api/docs/guides/prompt-caching */
const SHORTEST_PREFIX = 1024;

interface Segment {
  hash: string;
  tokens: number;
  breakpoint: boolean;
}

/** The prompt in pieces; `hash` names everything up to and including the piece. */
function segmentsOf({ request, parts, image }: CheckedRequest): Segment[] {
  const running = createHash('sha256')
    .update(request.model)
    .update(request.prompt_cache_key ?? '');
  const pieces = [
    { content: JSON.stringify(request.text.format), breakpoint: false },
    ...(request.instructions ? [{ content: request.instructions, breakpoint: false }] : []),
    ...parts.map((it) => ({
      content: it.type === 'input_text' ? it.text : it.image_url,
      image: it.type === 'input_image',
      breakpoint: it.prompt_cache_breakpoint !== undefined,
    })),
  ];
  return pieces.map((it) => ({
    hash: running.update(it.content).update('\0').copy().digest('hex'),
    tokens: 'image' in it && it.image && image ? imageTokens(request.model, image) : textTokens(it.content),
    breakpoint: it.breakpoint,
  }));
}

/** Counts tokens and remembers which prompt prefixes it has seen, as the provider's prompt cache would. */
export function createMeter() {
  const known = new Set<string>();

  function cacheOf(checked: CheckedRequest, segments: Segment[]) {
    const explicit = checked.request.prompt_cache_options?.mode === 'explicit';
    const charged = hasBreakpoints(checked.request.model);
    let total = 0;
    let cached = 0;
    let longest = 0;
    for (const [index, segment] of segments.entries()) {
      total += segment.tokens;
      const implicit = charged ? !explicit && index === segments.length - 1 : true;
      if (total < SHORTEST_PREFIX || !(segment.breakpoint || implicit)) continue;
      if (known.has(segment.hash)) cached = total;
      known.add(segment.hash);
      longest = total;
    }
    return { total, cached, written: charged ? longest - cached : 0 };
  }

  return {
    measure(checked: CheckedRequest, output: string): Usage {
      const { total, cached, written } = cacheOf(checked, segmentsOf(checked));
      const outputTokens = textTokens(output);
      return {
        input_tokens: total,
        input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
        output_tokens: outputTokens,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: total + outputTokens,
      };
    },
  };
}
