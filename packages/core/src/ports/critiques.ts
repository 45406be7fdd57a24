import type { Critique, ExifFacts, PaidCost, PhotoFacts } from '@jmj/contracts';

/** A critique as the cache keeps it, with the facts of the photo it was made for. */
export interface CachedCritique {
  critique: Critique;
  /** Who judged. */
  source: 'openai' | 'local';
  model: string;
  photo: PhotoFacts;
  exif?: ExifFacts | undefined;
  cost?: PaidCost | undefined;
  /** It was made for a verified twin of this photo. Such a one is not passed on again: small differences would add up. */
  reused?: true | undefined;
  /** Marks of the tenants that have sent this photo themselves. */
  shownBy: string[];
  /** ISO 8601 */
  judgedAt: string;
  /** ISO 8601; when it was noted whose photo it was made for. Absent: as `judgedAt`. */
  notedAt?: string | undefined;
  /** ISO 8601; when the cache forgets it. */
  expiresAt: string;
}

/** The end of an answer, compressed once: any beginning can be put before it in one gzip stream (RFC 1952). */
export interface PackedTail {
  /** Raw deflate (RFC 1951), to its last block. */
  deflated: Buffer;
  /** Bytes before compression. */
  length: number;
  /** CRC-32 of the bytes before compression. */
  crc: number;
  /** What the CRC-32 of a beginning is multiplied by when so many bytes follow. */
  crcShift: number;
}

/** A critique that can be sent as it lies. */
export interface ReadyCritique {
  /** The end of an `Analysis` in UTF-8 JSON, from its model to the closing brace: what all who ask are told alike. */
  tail: Buffer;
  /** The same for those who take gzip: made when it is first asked for, and kept. Only where it is worth making. */
  packed?: (() => PackedTail) | undefined;
  /** Milliseconds since 1970; when the cache forgets it. */
  expiresAt: number;
  /** Marks of the tenants that have sent this photo themselves. */
  shownBy: readonly string[];
  /** US dollars: what it cost to make, when that is known. */
  costUsd?: number | undefined;
  /** It came from this process's own memory. */
  fromMemory: boolean;
}

/** The critique cache. Reads never throw: a cache that cannot be read is a miss. */
export interface CritiqueCache {
  get(fingerprint: string): Promise<CachedCritique | undefined>;
  /** The same for the hit path: nothing is parsed. */
  ready(fingerprint: string): Promise<ReadyCritique | undefined>;
  /** Keeps the critique until `cached.expiresAt`. Throws when it could not be stored. */
  put(fingerprint: string, cached: CachedCritique): Promise<void>;
  /** Notes that this tenant, by its mark, has sent the photo too. */
  markShown(fingerprint: string, mark: string): Promise<void>;
}

/** Remembers which critiques a user's photos led to, so that they can be erased. */
export interface UserIndex {
  /** Without a `userId` it is noted that somebody of the tenant has asked for it. */
  add(owner: { tenant: string; userId?: string | undefined }, fingerprint: string): Promise<void>;
  /** As if it had never been noted. */
  remove(owner: { tenant: string; userId: string }, fingerprint: string): Promise<void>;
}
