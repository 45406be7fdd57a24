import { LOCAL_MODEL } from '@jmj/core';
import type { Catalogue } from './catalogue.ts';

/** Days before a shutdown from which on it is told at every start. */
const WARNING_DAYS = 60;
const DAY_MS = 86_400_000;

export type Lifetime =
  | { verdict: 'fine' }
  | { verdict: 'warn'; message: string }
  | { verdict: 'refuse'; message: string };

/** Whether a service may start on this model on that day: not on one that is switched off. */
export function lifetimeOf(catalogue: Catalogue, model: string, now: Date): Lifetime {
  if (model === LOCAL_MODEL) return { verdict: 'fine' };
  const facts = catalogue.facts(model);
  if (!facts)
    return { verdict: 'warn', message: `${model}: nothing is known of this model, its cost is unknown` };
  const { shutdownOn, replacement } = facts;
  const instead = replacement === undefined ? 'choose another' : `use ${replacement}`;
  if (shutdownOn !== undefined) {
    const days = Math.ceil((Date.parse(shutdownOn) - now.getTime()) / DAY_MS);
    if (days <= 0)
      return {
        verdict: 'refuse',
        message: `OPENAI_MODEL: ${model} was shut down on ${shutdownOn}: ${instead}`,
      };
    if (days <= WARNING_DAYS)
      return {
        verdict: 'warn',
        message: `${model} shuts down on ${shutdownOn}, in ${days} days: ${instead}`,
      };
  }
  if (!facts.price)
    return { verdict: 'warn', message: `${model}: its price is not known, its cost is unknown` };
  return { verdict: 'fine' };
}

/**
 * To be called when a service starts.
 * @throws Error when the model was shut down; names what replaces it
 */
export function checkModel(
  catalogue: Catalogue,
  model: string,
  { now, warn }: { now: Date; warn: (message: string) => void },
): void {
  const found = lifetimeOf(catalogue, model, now);
  if (found.verdict === 'refuse') throw new Error(found.message);
  if (found.verdict === 'warn') warn(found.message);
}
