import type { OpenaiServer } from '../openai-server.ts';
import { numberOf } from './photos.ts';
import type { Kills } from './storm.ts';

/** Answers that cost money and are of no use. */
const UNUSABLE = new Set(['cut', 'cut-off', 'malformed-body', 'malformed-json', 'schema-breaking']);

export interface PaidCalls {
  /** Calls that reached the provider, refused ones included. */
  made: number;
  /** All that the provider charges for. */
  all: number;
  /** Of these, cut off or malformed by the provider. */
  spoiled: number;
  /** Of these, critiques of a photo that had one already. */
  again: number;
  /** Of these, such that nobody was killed who had the first in their hands. */
  unexplained: number;
}

/** Each worker calls with a key of its own. */
export const keyOf = (worker: string): string => `sk-test-${worker.replaceAll(/\W/g, '-')}`;

/** Calls of a worker that have no answer yet. */
export const openCallsOf = ({ calls }: OpenaiServer, worker: string): number =>
  calls.filter(
    ({ headers, status, dropped }) =>
      status === undefined && !dropped && headers.authorization === `Bearer ${keyOf(worker)}`,
  ).length;

/** So long after a call a death may have cost its answer: it was still being made, or told to a Redis that was away. */
const IN_HAND_MS = 10_000;

export async function countPaid(server: OpenaiServer, kills: Kills): Promise<PaidCalls> {
  const kinds = server.calls.map(({ behaviour }) => behaviour ?? '');
  const spoiled = kinds.filter((kind) => UNUSABLE.has(kind)).length;
  const byPhoto = new Map<number, { at: number; authorization: string | undefined }[]>();
  for (const { image, behaviour, headers, at } of server.calls) {
    if (!image || behaviour !== 'answer') continue;
    const number = await numberOf(image.bytes);
    byPhoto.set(number, [...(byPhoto.get(number) ?? []), { at, authorization: headers.authorization }]);
  }
  let [again, unexplained] = [0, 0];
  for (const calls of byPhoto.values())
    for (const [n, call] of calls.entries()) {
      const next = calls[n + 1];
      if (!next) continue;
      again += 1;
      const within = (at: number) => at >= call.at && at <= Math.min(call.at + IN_HAND_MS, next.at);
      const died = kills.workers.some(
        ({ name, at }) => call.authorization === `Bearer ${keyOf(name)}` && within(at),
      );
      if (!died && !kills.redis.some((at) => within(at))) unexplained += 1;
    }
  return { made: kinds.length, all: server.bill.calls.length, spoiled, again, unexplained };
}
