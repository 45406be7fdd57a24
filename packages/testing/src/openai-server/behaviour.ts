import { seededRandom } from '../random.ts';

/** What the server does with one call. Whatever it is told, a request that OpenAI would reject is rejected first. */
export type Behaviour =
  | { kind: 'answer' }
  | { kind: 'slow'; ms: number }
  /** Answers when this resolves. */
  | { kind: 'held'; until: Promise<unknown> }
  /** 429; how it says when to come back: by which headers, none with `{}`. */
  | { kind: 'rate-limited'; headers?: Record<string, string> }
  | { kind: 'quota' }
  | { kind: 'unauthorized' }
  | {
      kind: 'error';
      status: number;
      code?: string;
      param?: string;
      message?: string;
      headers?: Record<string, string>;
    }
  /** 429 for a flex call, as when flex has no room; any other is answered. */
  | { kind: 'flex-short' }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  /** Begins the body and drops the connection. */
  | { kind: 'cut' }
  /** The body of the answer is no JSON. */
  | { kind: 'malformed-body' }
  /** A page of HTML with status 200, as a proxy in between would send. */
  | { kind: 'html' }
  /** The critique is no JSON. */
  | { kind: 'malformed-json' }
  /** The critique is JSON, but not of the schema. */
  | { kind: 'schema-breaking' }
  /** Follows the schema, but obeys words in the photo: another language (by its English name), or this for a summary. */
  | { kind: 'obeying'; language?: string; words?: string }
  | { kind: 'refusal' }
  /** Ends in the middle of the critique, as when `max_output_tokens` is used up. */
  | { kind: 'cut-off' }
  | { kind: 'content-filter' }
  /** Status 200, and inside it `status: "failed"` with this code. */
  | { kind: 'failed'; code: string };

/** A behaviour that one call in so many gets, 0 to 1. */
export interface Chance {
  probability: number;
  behaviour: Behaviour;
}

/** What comes next: the scripted behaviours in their order, then the chances, else a plain answer. */
export function createPlan(chances: Chance[], seed: number) {
  const scripted: Behaviour[] = [];
  const random = seededRandom(seed);
  return {
    script: (...behaviours: Behaviour[]) => void scripted.push(...behaviours),
    next(): Behaviour {
      const first = scripted.shift();
      if (first) return first;
      let draw = random();
      for (const { probability, behaviour } of chances) {
        if (draw < probability) return behaviour;
        draw -= probability;
      }
      return { kind: 'answer' };
    },
  };
}
