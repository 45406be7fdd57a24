import { critiqueSchema, exifFactsSchema, paidCostSchema, photoFactsSchema } from '@jmj/contracts';
import type { CachedCritique, ReadyCritique } from '@jmj/core';
import { z } from 'zod';
import { compress, expand } from './compression/index.ts';

/**
 * A critique as it lies in the store:
 *
 * | bytes | what |
 * |---|---|
 * | 1 | layout of the rest, `LAYOUT` |
 * | 6 | when it is forgotten, ms since 1970, big-endian |
 * | 4 | what it cost to make, millionths of a US dollar, big-endian; all ones: not known |
 * | 1 | n, how many tenants have sent the photo |
 * | 8 n | their marks |
 * | rest | compressed text: a line of facts for us, then what every caller is told, ready to be sent |
 */
const LAYOUT = 1;
const FIXED_BYTES = 12;
const COST_UNKNOWN = 0xffff_ffff;
const MICRO = 1_000_000;
const MARK_BYTES = 8;
const NEWLINE = 0x0a;
/** More tenants than these with one photo: the first are forgotten, and have to send it again. */
const MOST_MARKS = 16;

export interface Entry extends Omit<ReadyCritique, 'fromMemory'> {
  /** JSON of what is not told to callers. */
  facts: Buffer;
}

const factsSchema = z.object({
  source: z.enum(['openai', 'local']),
  cost: paidCostSchema.optional(),
  reused: z.literal(true).optional(),
  judgedAt: z.iso.datetime(),
  notedAt: z.iso.datetime().optional(),
});
const tailSchema = z.object({
  model: z.string(),
  photo: photoFactsSchema,
  exif: exifFactsSchema.optional(),
  critique: critiqueSchema,
});

/** The first bytes of an entry: its layout, and when it is forgotten. */
export function headFor(expiresAt: number): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(LAYOUT, 0);
  head.writeUIntBE(Math.floor(expiresAt), 1, 6);
  return head;
}

function frame(expiresAt: number, cost: number, shownBy: readonly string[], compressed: Uint8Array): Buffer {
  const marks = shownBy.slice(-MOST_MARKS);
  const head = Buffer.alloc(FIXED_BYTES + marks.length * MARK_BYTES);
  head.set(headFor(expiresAt));
  head.writeUInt32BE(cost, 7);
  head.writeUInt8(marks.length, 11);
  for (const [i, mark] of marks.entries()) head.write(mark, FIXED_BYTES + i * MARK_BYTES, 'hex');
  return Buffer.concat([head, compressed]);
}

/** The parts of an entry that need no decompression; `undefined` when the bytes are of another layout. */
function unframe(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < FIXED_BYTES || buffer[0] !== LAYOUT) return undefined;
  const end = FIXED_BYTES + buffer.readUInt8(11) * MARK_BYTES;
  if (end >= buffer.length) return undefined;
  const shownBy: string[] = [];
  for (let at = FIXED_BYTES; at < end; at += MARK_BYTES)
    shownBy.push(buffer.toString('hex', at, at + MARK_BYTES));
  const compressed = buffer.subarray(end);
  return { expiresAt: buffer.readUIntBE(1, 6), cost: buffer.readUInt32BE(7), shownBy, compressed };
}

export function encodeEntry(cached: CachedCritique): Buffer {
  const { source, cost, reused, judgedAt, notedAt, model, photo, exif, critique } = cached;
  const facts = JSON.stringify({ source, cost, reused, judgedAt, notedAt });
  const tail = JSON.stringify({ model, photo, exif, critique }).slice(1);
  const paid = source === 'local' ? 0 : cost?.usd;
  const micro = paid === undefined ? COST_UNKNOWN : Math.min(Math.round(paid * MICRO), COST_UNKNOWN - 1);
  return frame(Date.parse(cached.expiresAt), micro, cached.shownBy, compress(`${facts}\n${tail}`));
}

/** An entry with its texts; `undefined` when the bytes are not ours, or of a layout or dictionary that is gone. */
export function decodeEntry(bytes: Uint8Array): Entry | undefined {
  const parts = unframe(bytes);
  const text = parts && expand(parts.compressed);
  const line = text?.indexOf(NEWLINE) ?? -1;
  if (!parts || !text || line < 0) return undefined;
  const { expiresAt, shownBy, cost } = parts;
  const costUsd = cost === COST_UNKNOWN ? undefined : cost / MICRO;
  return { expiresAt, shownBy, costUsd, facts: text.subarray(0, line), tail: text.subarray(line + 1) };
}

/** The entry with one more mark, its texts untouched. */
export function withMark(bytes: Uint8Array, mark: string): Buffer | undefined {
  const parts = unframe(bytes);
  if (!parts || parts.shownBy.includes(mark)) return undefined;
  return frame(parts.expiresAt, parts.cost, [...parts.shownBy, mark], parts.compressed);
}

/** When it was noted whose photo it is, or else when its critique was made, ms since 1970; `undefined` when it does not say. */
export function beganAtOf({ facts }: Entry): number | undefined {
  const ours = factsSchema.safeParse(parse(facts.toString()));
  return ours.success ? Date.parse(ours.data.notedAt ?? ours.data.judgedAt) : undefined;
}

/** The entry parsed and checked: one that is not what it should be is a miss. */
export function toCached({ facts, tail, expiresAt, shownBy }: Entry): CachedCritique | undefined {
  const told = tailSchema.safeParse(parse(`{${tail.toString()}`));
  const ours = factsSchema.safeParse(parse(facts.toString()));
  if (!told.success || !ours.success) return undefined;
  return { ...told.data, ...ours.data, shownBy: [...shownBy], expiresAt: new Date(expiresAt).toISOString() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
