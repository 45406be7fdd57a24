import { createClient } from '@jmj/sdk';
import type { Fleet } from '@jmj/testing/fleet';
import type { Visit } from './traffic.ts';

export interface Replayed {
  /** How many visits each source answered. */
  bySource: Record<string, number>;
  uploads: number;
  seconds: number;
}

/** One visitor after the other, those of a burst together, each as the SDK does it: by hash first. */
export async function replay(fleet: Fleet, visits: Visit[]): Promise<Replayed> {
  const client = createClient({ baseUrl: fleet.api.address });
  const bySource: Record<string, number> = {};
  let uploads = 0;
  const started = Date.now();
  const visit = async ({ photo, tone, language }: Visit) => {
    const onUpload = () => void uploads++;
    const { source = 'none' } = await client.analyze(photo, { tone, language, onUpload });
    bySource[source] = (bySource[source] ?? 0) + 1;
  };
  for (let i = 0; i < visits.length; ) {
    let end = i + 1;
    while (visits[end]?.atOnce) end++;
    await Promise.all(visits.slice(i, end).map(visit));
    i = end;
  }
  return { bySource, uploads, seconds: (Date.now() - started) / 1000 };
}
