/** Bytes under a key, for a while. Where the cache keeps things; it knows nothing of what they mean. */
export interface ByteStore {
  readonly kind: 'redis' | 'memory';
  get(key: string): Promise<Uint8Array | undefined>;
  /** Throws when the bytes could not be stored. */
  set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void>;
  /** Answers how many were there. */
  delete(keys: string[]): Promise<number>;
  /** Removes every key that starts with `prefix`, and answers how many. */
  clear(prefix: string): Promise<number>;
  stats(prefix: string): Promise<ByteStoreStats>;
}

export interface ByteStoreStats {
  entries: number;
  /** Bytes the entries take; for Redis, what the server uses in all. */
  bytes: number;
  /** Facts of the server, when there is one. */
  server?: Record<string, string> | undefined;
}
