import { type Analysis, critiqueSchema } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';

export const KEY = 'key-of-acme';
export const OTHER_KEY = 'key-of-globex';
const ENDED_WITHIN_MS = 20_000;

export interface Harness extends Fleet {
  /** The analysis once it has ended. */
  whenEnded(id: string): Promise<Analysis>;
}

/** A real api process with two tenants, a real Redis and a server that speaks OpenAI's protocol; workers as tests ask. */
export async function startHarness(env: Record<string, string> = {}): Promise<Harness> {
  const fleet = await startFleet({
    workers: 0,
    key: KEY,
    env: { API_KEYS: `acme:${KEY},globex:${OTHER_KEY}`, ...env },
  });
  const whenEnded = async (id: string) => (await fleet.ended([id], ENDED_WITHIN_MS))[0] as Analysis;
  return { ...fleet, whenEnded };
}

/** Every field that the contract promises, and a score that is the sum of its parts. */
export function expectWholeCritique(analysis: Analysis): void {
  const critique = critiqueSchema.parse(analysis.critique);
  const sum = Object.values(critique.partialScores).reduce((total, points) => total + points, 0);
  expect(critique.score).toBe(sum);
}
