import { queuePrefix } from '../names.ts';

/** BullMQ's queue of batches: one job for each batch under way. */
export const BATCH_QUEUE_NAME = 'batches';

/** All of one batch, in one slot with the queue: its scripts touch several. */
export function batchKeys(keyPrefix: string, id: string) {
  const base = `${queuePrefix(keyPrefix)}:batch:${id}`;
  return {
    /** Hash: `head`, `items`, and how far it is. */
    head: base,
    /** Hash: n → entry. */
    entries: `${base}:entries`,
    /** Set of n. */
    pending: `${base}:pending`,
    /** List of places of items, in the order in which they ended. */
    ended: `${base}:ended`,
    /** Hash: SHA-256 → items that need it. */
    missing: `${base}:missing`,
    /** Hash: SHA-256 → facts. */
    arrived: `${base}:arrived`,
    /** List of SHA-256. */
    ready: `${base}:ready`,
    /** Hash: chunk id → chunk. */
    chunks: `${base}:chunks`,
    /** Set of n. */
    paid: `${base}:paid`,
    /** Set of n: of users who were erased meanwhile. */
    erased: `${base}:erased`,
  };
}

export type BatchKeys = ReturnType<typeof batchKeys>;

/** Whose batch makes a critique. */
export const claimKey = (keyPrefix: string, fingerprint: string): string =>
  `${queuePrefix(keyPrefix)}:batch-claim:${fingerprint}`;
