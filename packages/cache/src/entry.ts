import { costSchema, critiqueSchema, exifFactsSchema, photoFactsSchema } from '@jmj/contracts';
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
 * | 1 | n, how many tenants have sent the photo |
 * | 8 n | their marks |
 * | rest | compressed text: a line of facts for us, then what every caller is told, ready to be sent |
 */
const LAYOUT = 1;
const FIXED_BYTES = 8;
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
  cost: costSchema.optional(),
  reused: z.literal(true).optional(),
  judgedAt: z.iso.datetime(),
});
const tailSchema = z.object({
  model: z.string(),
  photo: photoFactsSchema,
  exif: exifFactsSchema.optional(),
  critique: critiqueSchema,
});

function frame(expiresAt: number, shownBy: readonly string[], compressed: Uint8Array): Buffer {
  const marks = shownBy.slice(-MOST_MARKS);
  const head = Buffer.alloc(FIXED_BYTES + marks.length * MARK_BYTES);
  head.writeUInt8(LAYOUT, 0);
  head.writeUIntBE(expiresAt, 1, 6);
  head.writeUInt8(marks.length, 7);
  for (const [i, mark] of marks.entries()) head.write(mark, FIXED_BYTES + i * MARK_BYTES, 'hex');
  return Buffer.concat([head, compressed]);
}

/** The parts of an entry that need no decompression; `undefined` when the bytes are of another layout. */
function unframe(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < FIXED_BYTES || buffer[0] !== LAYOUT) return undefined;
  const end = FIXED_BYTES + buffer.readUInt8(7) * MARK_BYTES;
  if (end >= buffer.length) return undefined;
  const shownBy: string[] = [];
  for (let at = FIXED_BYTES; at < end; at += MARK_BYTES)
    shownBy.push(buffer.toString('hex', at, at + MARK_BYTES));
  return { expiresAt: buffer.readUIntBE(1, 6), shownBy, compressed: buffer.subarray(end) };
}

export function encodeEntry(cached: CachedCritique): Buffer {
  const { source, cost, reused, judgedAt, model, photo, exif, critique } = cached;
  const facts = JSON.stringify({ source, cost, reused, judgedAt });
  const tail = JSON.stringify({ model, photo, exif, critique }).slice(1);
  return frame(Date.parse(cached.expiresAt), cached.shownBy, compress(`${facts}\n${tail}`));
}

/** An entry with its texts; `undefined` when the bytes are not ours, or of a layout or dictionary that is gone. */
export function decodeEntry(bytes: Uint8Array): Entry | undefined {
  const parts = unframe(bytes);
  const text = parts && expand(parts.compressed);
  const line = text?.indexOf(NEWLINE) ?? -1;
  if (!parts || !text || line < 0) return undefined;
  const { expiresAt, shownBy } = parts;
  return { expiresAt, shownBy, facts: text.subarray(0, line), tail: text.subarray(line + 1) };
}

/** The entry with one more mark, its texts untouched. */
export function withMark(bytes: Uint8Array, mark: string): { bytes: Buffer; expiresAt: number } | undefined {
  const parts = unframe(bytes);
  if (!parts || parts.shownBy.includes(mark)) return undefined;
  return {
    bytes: frame(parts.expiresAt, [...parts.shownBy, mark], parts.compressed),
    expiresAt: parts.expiresAt,
  };
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
