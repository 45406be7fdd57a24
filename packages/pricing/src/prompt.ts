import type { PhotoType, Range } from '@jmj/contracts';

/**
 * Tokens of the prompts, in o200k_base, the newest tokenizer that is published. A test in vision
 * (prompts/tokens.test.ts) counts the prompts and fails when they have moved away from these.
 */
export const PROMPT_TOKENS = {
  /** Equal in every call, so that the provider's prompt cache can keep it. */
  schema: 683,
  instructions: 1162,
  /** What asks for language and tone, and what stands around two messages. */
  frame: 17,
  photoType: {
    general: 20,
    portrait: 47,
    landscape: 42,
    street: 42,
    macro: 36,
    architecture: 37,
    nature: 40,
    sport: 39,
    night: 39,
    wedding: 30,
    abstract: 42,
    documentary: 34,
    fashion: 40,
    food: 44,
    travel: 37,
    other: 31,
  } satisfies Record<PhotoType, number>,
  /** Known to the worker alone: none, those of a usual camera, names as long as they may be. */
  captureFacts: { min: 0, expected: 45, max: 110 },
} as const;

/** What the prompt cache can keep. */
export const PREFIX_TOKENS = PROMPT_TOKENS.schema + PROMPT_TOKENS.instructions;

/** Models after 4o may cut text up otherwise, and wrap it and the schema in words of their own. */
const OTHER_TOKENIZERS = { min: 0.95, max: 1.15 };
/** Numbers and names take more tokens than prose: 2.1 to 3.3 characters each, by the camera. */
const FACT_CHARS_PER_TOKEN = 2.6;

/**
 * Tokens of all that is sent beside the photo: schema, instructions and what is asked. Tone and language only name what the
 * instructions say of them, for as many tokens each.
 * @param captureFacts the text that tells them, where it is known
 */
export function textTokensOf({ photoType }: { photoType: PhotoType }, captureFacts?: string): Range {
  const { frame, captureFacts: unknown } = PROMPT_TOKENS;
  const fixed = PREFIX_TOKENS + frame + PROMPT_TOKENS.photoType[photoType];
  const told =
    captureFacts === undefined ? unknown.expected : Math.ceil(captureFacts.length / FACT_CHARS_PER_TOKEN);
  return {
    min: Math.floor((fixed + unknown.min) * OTHER_TOKENIZERS.min),
    expected: fixed + told,
    max: Math.ceil((fixed + unknown.max) * OTHER_TOKENIZERS.max),
  };
}
