/**
 * Tokens of an answer. `expected`: the mean of 24 critiques in six languages (613 to 786). `max` is what `max_output_tokens` says:
 * every text a quarter longer than it may be, in the language that takes most. `retryMax` is what an answer gets that did not
 * fit. A test in vision (openai/output.test.ts) holds them to the prompts and the schema.
 */
export const OUTPUT_TOKENS = { expected: 700, max: 1250, retryMax: 2500 } as const;
