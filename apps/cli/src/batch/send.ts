import { setTimeout as pause } from 'node:timers/promises';
import { type BatchHandle, isJmjError } from '@jmj/sdk';
import { forEachAtOnce } from '../warm/lanes.ts';
import type { LocalPhoto } from '../warm/photos.ts';

/** Where the service does not say how long to wait for room, ms. */
const ROOM_MS = 5000;

/** Sends what the batch waits for. There may be no room for it yet: then what was sent before is judged first. */
export async function sendMissing(
  batch: BatchHandle,
  photos: LocalPhoto[],
  options: { missing: string[]; concurrency: number; signal: AbortSignal; onSent: (all: number) => void },
): Promise<void> {
  const { missing, concurrency, signal, onSent } = options;
  const wanted = new Set(missing);
  let sent = 0;

  /** Whether the batch goes on without it: its result says why. */
  async function hasFailed({ sha256 }: LocalPhoto, error: unknown): Promise<boolean> {
    if (!isJmjError(error) || error.retryable) return false;
    return !(await batch.look({ signal })).missing.includes(sha256);
  }

  async function send(photo: LocalPhoto): Promise<void> {
    for (;;) {
      try {
        await batch.send(photo.sha256, await photo.open(), { signal });
        return;
      } catch (error) {
        if (await hasFailed(photo, error)) return;
        if (!isJmjError(error, 'photo-store-full')) throw error;
        await pause(error.retryAfterMs ?? ROOM_MS, undefined, { signal });
      }
    }
  }

  await forEachAtOnce(
    photos.filter(({ sha256 }) => wanted.has(sha256)),
    concurrency,
    signal,
    async (photo) => {
      await send(photo);
      sent += 1;
      onSent(sent);
    },
  );
}
