import { setTimeout as sleep } from 'node:timers/promises';
import type { Analysis } from '@jmj/contracts';
import type { Observed, Refusal, Station } from './weather-station.ts';

export interface Weather {
  begin(): unknown;
  /** Done while it lasts, with the analysis whose answer has come. */
  meanwhile?(heldId: string): Promise<unknown>;
  /** Without it, it ends by itself. */
  end?(): unknown;
  /** Merged over what is answered in good weather. */
  during: { [Service in keyof Observed]?: Partial<Observed[Service]> };
  /** The slowest answer of the api meanwhile, ms. */
  withinMs: number;
  /** How long it lasts at least, ms; the locks of the worker's jobs last two seconds. @default 2500 */
  lastsMs?: number;
  /** How soon everything is as before, ms. */
  overWithinMs: number;
}

const FINE: Observed = {
  api: { submit: 202, known: 200, held: 200, livez: 200, readyz: 200 },
  worker: { livez: 200, readyz: 200 },
  dashboard: { figures: 200, board: 200, livez: 200, readyz: 200 },
};

/** A provider that is slow to answer, and a worker that would log each of its tries. */
const MOST_LINES = 40;

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const since = performance.now(); !holds(); await sleep(10))
    if (performance.now() - since > 10_000) throw new Error(`${what}: not within 10 s`);
}

/**
 * Lets one weather pass. Before it a photo is being judged: its answer comes while it lasts, and is paid for. Meanwhile all are asked;
 * before it ends the SDK is given another photo. Afterwards both have their critique, everybody is ready, and nothing was paid twice.
 */
export async function pass(station: Station, weather: Weather): Promise<{ refused: Refusal[] }> {
  const { fleet } = station;
  const { openai } = fleet;
  await station.learn();
  const answer = Promise.withResolvers<void>();
  openai.script({ kind: 'held', until: answer.promise });
  const asked = openai.calls.length;
  const submitted = Promise.withResolvers<string>();
  const failed = new AbortController();
  const { signal } = failed;
  const held = station.sdk().client.analyze(await station.newPhoto(), {
    signal,
    onProgress: ({ analysisId }) => submitted.resolve(analysisId),
  });
  held.catch(submitted.reject);
  const heldId = await submitted.promise;
  await until(() => openai.calls.length > asked, 'the provider is asked');
  const paidBefore = station.paidTwice();
  const linesBefore = station.workerLines().length;

  await weather.begin();
  const since = performance.now();
  const sdk = station.sdk();
  let late: Promise<Analysis>;
  try {
    answer.resolve();
    await until(() => openai.calls[asked]?.status === 200, 'the provider has answered');
    const { observed, slowestMs } = await station.look(heldId);
    for (const service of Object.keys(FINE) as (keyof Observed)[])
      expect({ [service]: observed[service] }).toEqual({
        [service]: { ...FINE[service], ...weather.during[service] },
      });
    expect(slowestMs).toBeLessThan(weather.withinMs);
    await weather.meanwhile?.(heldId);
    await sleep(Math.max(0, (weather.lastsMs ?? 2500) - (performance.now() - since)));
    expect(station.workerLines().slice(linesBefore + MOST_LINES)).toEqual([]);
    late = sdk.client.analyze(await station.newPhoto(), { signal });
    let isTaken = false;
    late.then(
      () => {
        isTaken = true;
      },
      () => {},
    );
    if (observed.api.submit === 503)
      await until(() => isTaken || sdk.refused.length > 0, 'the SDK is answered');
  } catch (error) {
    failed.abort();
    throw error;
  } finally {
    answer.resolve();
    await weather.end?.();
  }
  const over = performance.now();
  for (const analysis of await Promise.all([held, late]))
    expect(analysis).toMatchObject({ status: 'completed', critique: { score: expect.any(Number) } });
  await station.ready(weather.overWithinMs);
  expect(performance.now() - over).toBeLessThan(weather.overWithinMs);
  expect(station.paidTwice()).toBe(paidBefore);
  return { refused: sdk.refused };
}
