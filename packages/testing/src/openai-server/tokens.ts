import { decode, encode } from 'gpt-tokenizer/encoding/o200k_base';

/** The text in tokens of o200k_base, the newest tokenizer that OpenAI has published. */
export const tokensOf = (text: string): number[] => encode(text);

/** The first so many tokens of the text. */
export const firstTokens = (text: string, count: number): string => decode(tokensOf(text).slice(0, count));
