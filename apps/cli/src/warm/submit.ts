import { setTimeout as pause } from 'node:timers/promises';
import { type Analysis, type Client, isJmjError } from '@jmj/sdk';
import type { Item } from './combinations.ts';

export interface Made {
  /** It was in the cache by now: nothing was sent. */
  known: boolean;
  /** Of the call that was paid for it, US dollars. */
  usd?: number | undefined;
}

export interface SubmitOptions {
  signal: AbortSignal;
  onWaitingForRoom(): void;
  /** How long to wait for room in the photo store, ms. @default 600000 */
  patienceMs?: number;
}

/** What one look waits for the end, seconds. */
const LOOK_SECONDS = 20;
/** Answers that come sooner are not asked for again at once, ms. */
const SOON_MS = 500;
/** Where the service does not say how long to wait for room, ms. */
const ROOM_MS = 5000;
/** A photo may have waited longer behind others than it is kept: it is sent again. */
const SENDINGS = 3;

const hasEnded = ({ status }: Analysis): boolean =>
  status === 'completed' || status === 'failed' || status === 'canceled';

/** Has one critique made, or joins whoever is at it, and waits for it. @throws JmjError with why it was not */
export async function warmOne(
  client: Client,
  { photo, wanted }: Item,
  { signal, onWaitingForRoom, patienceMs = 600_000 }: SubmitOptions,
): Promise<Made> {
  /** The photo store is full of those of others: they go first. */
  async function send(): Promise<Analysis> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        return await client.submit(await photo.open(), { ...wanted, hashFirst: false, signal });
      } catch (error) {
        if (!isJmjError(error, 'photo-store-full') || Date.now() > deadline) throw error;
        onWaitingForRoom();
        await pause(error.retryAfterMs ?? ROOM_MS, undefined, { signal });
      }
    }
  }

  async function ended(submitted: Analysis): Promise<Analysis> {
    let analysis = submitted;
    while (!hasEnded(analysis)) {
      const asked = Date.now();
      analysis = await client.get(analysis.id, { wait: LOOK_SECONDS, signal });
      if (!hasEnded(analysis) && Date.now() - asked < SOON_MS) await pause(SOON_MS, undefined, { signal });
    }
    return analysis;
  }

  if (await client.ask(photo.sha256, { ...wanted, signal })) return { known: true };
  for (let sending = 1; ; sending++) {
    const analysis = await ended(await send());
    if (analysis.status === 'completed') return { known: false, usd: analysis.cost?.usd };
    const code = analysis.error?.code ?? 'canceled';
    if (code !== 'photo-gone' || sending === SENDINGS)
      throw new Error(`${code}: ${analysis.error?.message ?? 'the analysis was canceled'}`);
  }
}
