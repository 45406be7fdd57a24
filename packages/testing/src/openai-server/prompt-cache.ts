import { createHash } from 'node:crypto';

/** Rules of developers.openai.com/api/docs/guides/prompt-caching, read 2026-11-23. */
const SHORTEST_PREFIX = 1024;
/** Before 5.6: prefixes are kept in steps of so many tokens. */
const STEP = 128;
/** Before 5.6 "5 to 10 minutes of inactivity"; from then on at least 30. */
const LIFETIME_MS = { steps: 10 * 60_000, breakpoints: 30 * 60_000 };

interface Prompt {
  /** Whose cache: nothing is shared between models, cache keys or tiers. */
  owner: string;
  pieces: { tokens: readonly number[]; breakpoint: boolean }[];
  /** From 5.6 on prefixes are kept at breakpoints only, and keeping them is charged. */
  byBreakpoints: boolean;
  /** The provider sets a breakpoint at the end by itself. */
  implicit: boolean;
}

interface Prefix {
  tokens: number;
  hash: string;
}

/** The prefixes of a prompt that may be found or kept, shortest first. */
function prefixesOf({ owner, pieces, byBreakpoints, implicit }: Prompt): Prefix[] {
  const running = createHash('sha256').update(owner);
  const ends = new Set<number>();
  let end = 0;
  for (const [index, piece] of pieces.entries()) {
    end += piece.tokens.length;
    const last = index === pieces.length - 1;
    if (byBreakpoints && (piece.breakpoint || (implicit && last))) ends.add(end);
  }
  if (!byBreakpoints) for (let at = SHORTEST_PREFIX; at <= end; at += STEP) ends.add(at);

  const all = pieces.flatMap((piece) => piece.tokens);
  let done = 0;
  return [...ends]
    .filter((tokens) => tokens >= SHORTEST_PREFIX)
    .map((tokens) => {
      running.update(Int32Array.from(all.slice(done, tokens)));
      done = tokens;
      return { tokens, hash: running.copy().digest('hex') };
    });
}

/** Which beginnings of prompts have been seen not long ago. */
export function createPromptCache(now: () => number) {
  const keptUntil = new Map<string, number>();
  return {
    /** How many tokens of the prompt are found, and how many are written for a price. */
    look(prompt: Prompt): { cached: number; written: number } {
      const time = now();
      const prefixes = prefixesOf(prompt);
      const found = prefixes.filter(({ hash }) => (keptUntil.get(hash) ?? 0) > time);
      const cached = found.at(-1)?.tokens ?? 0;
      const lifetime = LIFETIME_MS[prompt.byBreakpoints ? 'breakpoints' : 'steps'];
      for (const { hash } of prefixes) keptUntil.set(hash, time + lifetime);
      const longest = prefixes.at(-1)?.tokens ?? 0;
      return { cached, written: prompt.byBreakpoints ? longest - cached : 0 };
    },
  };
}
