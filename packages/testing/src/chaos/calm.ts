import type { Gauged } from '../gauge.ts';
import { type ClientFigures, type ClientOptions, runClients } from './clients.ts';
import type { Kept } from './kept.ts';
import { numberedPhoto } from './photos.ts';

export interface CalmOptions {
  services: Kept[];
  rounds: number;
  /** Analyses of each round: each of a photo that nobody has sent before. */
  analyses: number;
  seed: number;
  clients: Omit<ClientOptions, 'plan'>;
}

export interface CalmFigures {
  figures: ClientFigures[];
  /** By the name of the process: what it used after each round. */
  gauged: Map<string, Gauged[]>;
}

/** Goes on with what has survived the storm and kills nothing any more, so that processes live long enough to show a leak. */
export async function runCalm(options: CalmOptions): Promise<CalmFigures> {
  const { services, rounds, analyses, clients } = options;
  const found: CalmFigures = { figures: [], gauged: new Map() };
  for (let round = 0; round < rounds; round++) {
    const plan: number[] = [];
    while (plan.length < analyses) {
      plan.push(clients.photos.length);
      clients.photos.push(await numberedPhoto(clients.photos.length, options.seed));
    }
    found.figures.push(await runClients({ ...clients, plan }));
    for (const { name, running } of services) {
      const one = await running?.gauge('collected');
      if (one) found.gauged.set(name, [...(found.gauged.get(name) ?? []), one]);
    }
  }
  return found;
}
