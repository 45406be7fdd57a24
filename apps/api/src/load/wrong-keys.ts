import { isIPv6 } from 'node:net';
import { Failure } from '@jmj/core';
import { LRUCache } from 'lru-cache';

/** Where a request comes from. */
export interface Origin {
  /** The peer's address, of the socket itself. */
  peer: string | undefined;
  /** `X-Forwarded-For`, as it came. */
  forwardedFor: string | undefined;
}

/** Looks at each key that comes. */
export interface WrongKeys {
  /**
   * @param keyId of the key that came, if it is a known one
   * @throws Failure `rate-limited` when too many from there were not: with a known key too, or trying would go on to pay. Whose key was
   * good from there before goes on.
   */
  look(from: Origin, keyId: string | undefined): void;
}

/** What a proxy passes on for all who are behind it, in the buckets of one of them. */
const BEHIND_A_PROXY = 10;
/** Addresses that are remembered. */
const ADDRESSES = 10_000;
const MINUTE_MS = 60_000;

/** Whoever has one IPv6 address has all of its /64. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain.slice(0, 64);
  const [head = ''] = plain.split('::');
  return head.split(':').slice(0, 4).join(':');
}

interface Bucket {
  left: number;
  at: number;
}

/**
 * A bucket of wrong keys for each address, so that keys cannot be guessed at speed: in this process's memory. The address is what the
 * nearest proxy has seen, the last of `X-Forwarded-For`. Without a proxy that can be made up: so the peer has a bucket as well.
 */
export function createWrongKeys(perMinute: number, now: () => number = Date.now): WrongKeys {
  const buckets = new LRUCache<string, Bucket>({ max: ADDRESSES });
  const known = new LRUCache<string, Set<string>>({ max: ADDRESSES });

  const ratePerMs = (most: number) => most / MINUTE_MS;
  function bucketOf(address: string, most: number): Bucket {
    const { left, at } = buckets.get(address) ?? { left: most, at: now() };
    return { left: Math.min(most, left + (now() - at) * ratePerMs(most)), at: now() };
  }

  /** How long nobody is let in from there, ms. */
  function shutFor(address: string, most: number): number {
    const { left } = bucketOf(address, most);
    return left >= 1 ? 0 : Math.ceil((1 - left) / ratePerMs(most));
  }
  function count(address: string, most: number): void {
    const { left, at } = bucketOf(address, most);
    buckets.set(address, { left: left - 1, at });
  }

  return {
    look({ peer = '', forwardedFor }, keyId) {
      const nearest = forwardedFor?.slice(forwardedFor.lastIndexOf(',') + 1).trim();
      const address = nearest ? `${peer} ${nearest}` : peer;
      const isKnown = keyId !== undefined && known.get(address)?.has(keyId) === true;
      if (isKnown) return;

      const direct = networkOf(peer);
      const all: [string, number][] = nearest
        ? [
            [`${direct} ${networkOf(nearest)}`, perMinute],
            [`${direct} for all`, perMinute * BEHIND_A_PROXY],
          ]
        : [[direct, perMinute]];
      const retryAfterMs = Math.max(...all.map(([name, most]) => shutFor(name, most)));
      if (retryAfterMs > 0)
        throw new Failure('rate-limited', 'Too many keys from this address are not known', { retryAfterMs });
      if (keyId === undefined) for (const [name, most] of all) count(name, most);
      else known.set(address, (known.get(address) ?? new Set()).add(keyId));
    },
  };
}
