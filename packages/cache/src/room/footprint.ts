/** What the account counts in, bytes: sizes and expiries share one sorted-set score (see `ledger.ts`). */
export const UNIT_BYTES = 32;

const OBJECT_BYTES = 16;
/**
 * Three hash-table entries (keyspace, expiries, index), their buckets and a skip-list node. Measured on Redis 7.0.15 with
 * jemalloc 5.3: 178 to 207 for 3,000 to 20,000 entries, the most just after the tables have grown.
 */
const PER_ENTRY_BYTES = 208;

/** What jemalloc hands out for so many bytes: four sizes to every doubling (jemalloc(3), "size classes"). */
function allocated(bytes: number): number {
  if (bytes <= 128) return Math.ceil(bytes / 16) * 16;
  const step = 2 ** (Math.ceil(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}

/** A Redis string with its header and closing zero (redis/src/sds.h: `sdshdr5` to `sdshdr32`). */
function stringBytes(length: number): number {
  const header = length < 32 ? 2 : length < 256 ? 4 : length < 65_536 ? 6 : 10;
  return allocated(length + header);
}

/**
 * Units of memory that one entry takes in Redis: value, key, its copy in the index, and all that Redis keeps about them.
 * Within 3 % of the growth of `used_memory` (roomy-store.test.ts measures it).
 */
export function footprintOf(key: string, valueLength: number): number {
  const keyBytes = stringBytes(Buffer.byteLength(key));
  const valueBytes = stringBytes(valueLength) + OBJECT_BYTES;
  return Math.ceil((valueBytes + 2 * keyBytes + PER_ENTRY_BYTES) / UNIT_BYTES);
}
