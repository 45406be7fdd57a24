import type { PackedTail, ReadyCritique } from '@jmj/core';
import { LRUCache } from 'lru-cache';
import { packTail } from './gzip.ts';

export interface CritiqueMemory {
  /** What is kept, as long as it is sure to be what the store has. */
  get(fingerprint: string): ReadyCritique | undefined;
  /** What is kept, sure or not: better than nothing while the store is away. */
  getUnsure(fingerprint: string): ReadyCritique | undefined;
  /** To be taken before reading the store, and given back with what was read: nothing is kept that was erased meanwhile. None while unsure. */
  ticket(): number | undefined;
  keep(fingerprint: string, ready: ReadyCritique, ticket: number | undefined): void;
  drop(fingerprints: string[]): void;
  clear(): void;
  /** Whether news of what is erased reaches this process. Until told so it is not sure of anything. */
  sure(sure: boolean): void;
}

export interface MemoryOptions {
  /** @default 67108864 */
  maxBytes?: number;
  /** The longest that an entry is kept, ms: a backstop behind the news. @default 300000 */
  maxAgeMs?: number;
}

interface Kept extends ReadyCritique {
  /** What its packed tail takes, once it is made. */
  packedBytes: number;
}

/** What an entry takes beside its text, roughly: its objects and its place in the list. */
const ENTRY_OVERHEAD = 400;

/** The critiques that this process was asked for last: read without asking anybody. */
export function createCritiqueMemory({
  maxBytes = 67_108_864,
  maxAgeMs = 300_000,
}: MemoryOptions = {}): CritiqueMemory {
  const kept = new LRUCache<string, Kept>({
    maxSize: maxBytes,
    sizeCalculation: ({ tail, packedBytes }, fingerprint) =>
      tail.length + packedBytes + fingerprint.length + ENTRY_OVERHEAD,
  });
  let isSure = false;
  let erasures = 0;

  function alive(fingerprint: string): ReadyCritique | undefined {
    const ready = kept.get(fingerprint);
    if (ready && ready.expiresAt > Date.now()) return ready;
    return undefined;
  }

  /** An entry whose tail is packed when somebody asks for it: one that is read once costs no more than it did. */
  function unpacked(fingerprint: string, ready: ReadyCritique): Kept {
    let made: PackedTail | undefined;
    const entry: Kept = {
      ...ready,
      fromMemory: true,
      packedBytes: 0,
      packed() {
        if (made) return made;
        const packed = packTail(ready.tail);
        made = packed;
        if (kept.peek(fingerprint) === entry) {
          const withTail = { ...entry, packedBytes: packed.deflated.length, packed: () => packed };
          kept.set(fingerprint, withTail, { noUpdateTTL: true });
        }
        return packed;
      },
    };
    return entry;
  }

  return {
    get: (fingerprint) => (isSure ? alive(fingerprint) : undefined),
    getUnsure: alive,
    ticket: () => (isSure ? erasures : undefined),
    keep(fingerprint, ready, ticket) {
      if (!isSure || ticket !== erasures) return;
      const ttl = Math.min(maxAgeMs, ready.expiresAt - Date.now());
      if (ttl > 0) kept.set(fingerprint, unpacked(fingerprint, ready), { ttl });
    },
    drop(fingerprints) {
      erasures += 1;
      for (const fingerprint of fingerprints) kept.delete(fingerprint);
    },
    clear() {
      erasures += 1;
      kept.clear();
    },
    sure(sure) {
      // Back after a silence: what was erased meanwhile is not known.
      if (sure && !isSure) {
        erasures += 1;
        kept.clear();
      }
      isSure = sure;
    },
  };
}
