import type { Random } from './random.ts';

/** Words that readers of photos and requests look for. */
const DICTIONARY = [
  '\xff\xd8\xff',
  '\xff\xd9',
  '\xff\xda',
  '\xff\xc0',
  '\xff\xc2',
  '\xff\xe1',
  '\xff\xdd\x00\x04\x00\x00',
  'Exif\0\0',
  'ICC_PROFILE\0\x01\x01',
  'IHDR',
  'IDAT',
  'IEND',
  'iCCP',
  'zTXt',
  'eXIf',
  'acTL',
  'fcTL',
  'PLTE',
  'tRNS',
  'RIFF',
  'WEBP',
  'VP8 ',
  'VP8L',
  'VP8X',
  'ANIM',
  'ANMF',
  'ALPH',
  'XMP ',
  'GIF89a',
  '\x21\xf9\x04',
  '\x21\xff\x0bNETSCAPE2.0',
  '\x2c',
  '\x3b',
  'II*\0',
  'MM\0*',
  'CR\x02\0',
  'ftypavif',
  'ftypheic',
  'meta',
  'iprp',
  'ipco',
  'ispe',
  'iloc',
  'iinf',
  'grid',
  'av01',
  'mdat',
  '<svg xmlns="http://www.w3.org/2000/svg">',
  '<?xml version="1.0"?>',
  '%PDF-1.7',
  'PK\x03\x04',
  '#!/bin/sh\n',
  '\r\n',
  '\r\n\r\n',
  '--',
  '\0',
  '%00',
  '../../',
  '\u0000',
  '{"a":',
  '[[[[[[[[',
  '"__proto__":{',
  'filename="',
  'name="photo"',
  'Content-Length: -1\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Expect: 100-continue\r\n',
  'HTTP/1.1',
  'HTTP/9.9',
  'ffffffff\r\n',
].map((word) => Buffer.from(word, 'latin1'));

const HUGE = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const splitAt = (bytes: Buffer, at: number, removed: number, inserted: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);

/** Mostly near the beginning, where headers are. */
const place = (bytes: Buffer, random: Random): number =>
  random.below(Math.max(1, random.next() < 0.6 ? Math.min(bytes.length, 512) : bytes.length));

const MUTATIONS: Record<string, Mutation> = {
  bits(bytes, random) {
    const out = Buffer.from(bytes);
    for (let left = 1 + random.below(8); left > 0 && out.length > 0; left--) {
      const at = place(out, random);
      out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
    }
    return out;
  },
  truncation: (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  splice(bytes, random, others) {
    const other = random.pick(others);
    return Buffer.concat([bytes.subarray(0, place(bytes, random)), other.subarray(place(other, random))]);
  },
  number(bytes, random) {
    const out = Buffer.from(bytes);
    const size = random.pick([1, 2, 4]);
    if (out.length < size) return out;
    const at = Math.min(place(out, random), out.length - size);
    const value = random.pick(HUGE) % 2 ** (8 * size);
    if (random.next() < 0.5) out.writeUIntLE(value, at, size);
    else out.writeUIntBE(value, at, size);
    return out;
  },
  duplication(bytes, random) {
    const at = place(bytes, random);
    const chunk = bytes.subarray(at, at + 1 + random.below(2048));
    return splitAt(bytes, at, 0, Buffer.concat(Array<Buffer>(1 + random.below(16)).fill(chunk)));
  },
  removal: (bytes, random) => splitAt(bytes, place(bytes, random), 1 + random.below(64), Buffer.alloc(0)),
  word: (bytes, random) =>
    splitAt(bytes, place(bytes, random), random.next() < 0.5 ? 0 : 4, random.pick(DICTIONARY)),
  noise(bytes, random) {
    const noise = Buffer.from(Array.from({ length: 1 + random.below(64) }, () => random.below(256)));
    return splitAt(bytes, place(bytes, random), random.next() < 0.5 ? 0 : noise.length, noise);
  },
};

export const MUTATION_NAMES = Object.keys(MUTATIONS);

/** One to four mutations, one after the other. Now and then none, so that what is sound is seen to be taken. */
export function mutate(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  if (random.next() < 0.03) return bytes;
  let out = bytes;
  for (let left = 1 + random.below(random.pick([1, 1, 4])); left > 0; left--)
    out = random.pick(Object.values(MUTATIONS))(out, random, others);
  return out;
}
