/** The longest text that the contract allows, in UTF-16 units as it counts them. */
export const MOST_CHARACTERS = 1200;

const SENTENCE_END = /^[\s\S]*[.!?…](?=\s)/;
const WORD_END = /^[\s\S]*(?=\s)/;

/**
 * The text, ended early where it is longer than the contract allows: at a sentence, or else at a word. Strict mode cannot limit
 * texts, and an answer that is paid for is not asked for again because it says too much.
 */
export function clipped(text: string, most = MOST_CHARACTERS): string {
  const trimmed = text.trim();
  if (trimmed.length <= most) return trimmed;
  const room = trimmed.slice(0, most - 1);
  const [sentences = ''] = SENTENCE_END.exec(room) ?? [];
  if (sentences.length > most / 2) return sentences;
  const [words = room] = WORD_END.exec(room) ?? [];
  return `${words.trimEnd()}…`;
}

/** Every text inside the value clipped, and the empty ones in lists left out. */
export function withClippedTexts(value: unknown): unknown {
  if (typeof value === 'string') return clipped(value);
  if (Array.isArray(value)) return value.map(withClippedTexts).filter((it) => it !== '');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, withClippedTexts(it)]));
}
