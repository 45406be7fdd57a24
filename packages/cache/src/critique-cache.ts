import type { CritiqueCache, ReadyCritique } from '@jmj/core';
import type { ByteStore } from './byte-store.ts';
import { decodeEntry, encodeEntry, toCached, withMark } from './entry.ts';
import type { CritiqueMemory } from './hit/memory.ts';
import type { Rewrite } from './hit/rewrite.ts';
import { critiqueKey, MAX_TTL_SECONDS } from './keys.ts';

export interface CritiqueCacheOptions {
  /** Read first, for processes that answer the same critiques again and again. */
  memory?: CritiqueMemory | undefined;
  /** Told which entries the memory answered. */
  onMemoryHit?: ((fingerprint: string) => void) | undefined;
  /** Called for every answer of the hit path, on its way. `expiresAt`: ms since 1970. */
  onHit?: ((fingerprint: string, expiresAt: number) => void) | undefined;
  /** How an entry gets another mark; without it none does. */
  rewrite?: Rewrite | undefined;
  /** Called after an entry has changed, so that no process goes on with the old one. */
  onChanged?: ((key: string) => Promise<void>) | undefined;
  /** Hears why the store could not be read: to the caller it is a miss. */
  onUnreadable?: ((error: unknown) => void) | undefined;
}

const secondsUntil = (time: number): number =>
  Math.min(Math.ceil((time - Date.now()) / 1000), MAX_TTL_SECONDS);

/** Critiques in a store, under their fingerprint. An entry that cannot be read, or is of an older layout, is a miss. */
export function createCritiqueCache(store: ByteStore, options: CritiqueCacheOptions = {}): CritiqueCache {
  const { memory, onUnreadable = () => {}, onChanged = async () => {}, onMemoryHit, onHit } = options;

  const reading = new Map<string, { ticket: number; answer: Promise<ReadyCritique | undefined> }>();

  async function read(fingerprint: string, ticket: number | undefined): Promise<ReadyCritique | undefined> {
    try {
      const bytes = await store.get(critiqueKey(fingerprint));
      const entry = bytes && decodeEntry(bytes);
      if (!entry) return undefined;
      const { facts: _facts, ...told } = entry;
      const ready: ReadyCritique = { ...told, fromMemory: false };
      memory?.keep(fingerprint, ready, ticket);
      return ready;
    } catch (error) {
      onUnreadable(error);
      return memory?.getUnsure(fingerprint);
    }
  }

  /** Many who ask at once for one critique are answered by one read; who comes after an erasure is not given what was read before. */
  function readOnce(fingerprint: string): Promise<ReadyCritique | undefined> {
    const ticket = memory?.ticket();
    if (ticket === undefined) return read(fingerprint, ticket); // nobody would tell of an erasure
    const underWay = reading.get(fingerprint);
    if (underWay?.ticket === ticket) return underWay.answer;
    const answer = read(fingerprint, ticket).finally(() => {
      if (reading.get(fingerprint)?.answer === answer) reading.delete(fingerprint);
    });
    reading.set(fingerprint, { ticket, answer });
    return answer;
  }

  return {
    async get(fingerprint) {
      try {
        const bytes = await store.get(critiqueKey(fingerprint));
        const entry = bytes && decodeEntry(bytes);
        return entry && toCached(entry);
      } catch (error) {
        onUnreadable(error);
        return undefined;
      }
    },

    async ready(fingerprint) {
      const held = memory?.get(fingerprint);
      if (held) onMemoryHit?.(fingerprint);
      const ready = held ?? (await readOnce(fingerprint));
      if (ready) onHit?.(fingerprint, ready.expiresAt);
      return ready;
    },

    async put(fingerprint, cached) {
      const secondsLeft = secondsUntil(Date.parse(cached.expiresAt));
      if (secondsLeft > 0) await store.set(critiqueKey(fingerprint), encodeEntry(cached), secondsLeft);
    },

    async markShown(fingerprint, mark) {
      const key = critiqueKey(fingerprint);
      const bytes = await store.get(key);
      const marked = bytes && withMark(bytes, mark);
      if (marked && (await options.rewrite?.(key, bytes, marked))) await onChanged(key);
    },
  };
}
