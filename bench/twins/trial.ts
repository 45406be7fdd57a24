import {
  candidateKeys,
  describeTwin,
  readDescriptor,
  type TwinDescriptor,
  verifyTwin,
} from '@jmj/photos/twins';
import sharp from 'sharp';
import { COPIES, messenger } from './copies.ts';
import { NAMED_EDITS, PARTIAL_EDITS } from './edits.ts';
import { decode, open, type Picture } from './picture.ts';
import { createRandom } from './random.ts';

const ORIGINAL_LONG_SIDE = 2000;
const PREPARED_LONG_SIDE = 1024;
/** Copies that may have been seen first, besides the original. */
const STORED_COPIES = ['messenger 1280', '640 px jpeg 75'];
/** Levels, mean of 8×8 pixels at 512: what an edit must change somewhere to be seen at all. */
const VISIBLE = 4;

export interface Outcome {
  kind: 'copy' | 'edit';
  /** Asked for by the aim. */
  named: boolean;
  transformation: string;
  photo: string;
  /** What the cache had seen. */
  stored: string;
  twin: boolean;
  reason: string | undefined;
  measures: Readonly<Record<string, number>> | undefined;
  /** Copies: found through the index. */
  candidate: boolean;
  /** Edits: something can be seen of it. */
  visible: boolean;
}

export interface Described {
  descriptor: TwinDescriptor;
  bytes: number;
  milliseconds: number;
}

export const describe = async (file: Buffer | string): Promise<Described | undefined> => {
  const { autoOrient: whole } = await sharp(file).metadata();
  const picture = await decode(file, PREPARED_LONG_SIDE);
  const start = performance.now();
  const bytes = await describeTwin(picture, whole);
  const milliseconds = performance.now() - start;
  const descriptor = bytes && readDescriptor(bytes);
  return descriptor && { descriptor, bytes: bytes.length, milliseconds };
};

/** The largest mean difference over 8×8 pixels when both are 512 wide or high. */
const visibleChange = async (a: Picture, b: Picture): Promise<boolean> => {
  if (a.width !== b.width || a.height !== b.height) return true;
  const small = async (picture: Picture): Promise<{ data: Buffer; width: number }> => {
    const { data, info } = await open(picture)
      .resize(512, 512, { fit: 'inside' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width };
  };
  const [p, q] = [await small(a), await small(b)];
  const sums = new Map<number, number>();
  for (let i = 0; i < p.data.length; i += 1) {
    const pixel = Math.floor(i / 3);
    const block = Math.floor(pixel / p.width / 8) * 1000 + Math.floor((pixel % p.width) / 8);
    sums.set(block, (sums.get(block) ?? 0) + Math.abs((p.data[i] ?? 0) - (q.data[i] ?? 0)));
  }
  return Math.max(...sums.values()) / 192 > VISIBLE;
};

const EDITS = [
  ...NAMED_EDITS.map((edit) => ({ ...edit, named: true })),
  ...PARTIAL_EDITS.map((edit) => ({ ...edit, named: false })),
];

/** One file made from a photo. */
export interface Variant {
  kind: 'copy' | 'edit';
  named: boolean;
  name: string;
  file: Buffer;
  /** Edits: something can be seen of it. */
  visible: boolean;
}

/** Every copy and every edit of one photo; each edit as a good JPEG, and every other one as a messenger sends it on. */
export async function* variantsOf(
  photo: { name: string; path: string },
  seed: string,
): AsyncGenerator<Variant> {
  const base = await decode(photo.path, ORIGINAL_LONG_SIDE);
  for (const { name, named, encode } of COPIES)
    yield { kind: 'copy', named, name, file: await encode(base), visible: true };
  for (const { name, apply, named } of EDITS) {
    const random = createRandom(`${seed} ${photo.name} ${name}`);
    const edited = await apply(base, random);
    const visible = await visibleChange(base, edited);
    const saved = open(edited).jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
    yield { kind: 'edit', named, name, file: await saved.toBuffer(), visible };
    if (random.pick([true, false])) continue;
    const sent = messenger(1280)(open(edited));
    yield { kind: 'edit', named, name: `${name}, sent on`, file: await sent.toBuffer(), visible };
  }
}

/** Asks of every copy and every edit of a photo whether it is a twin of what was seen before. The photo's own file was seen first. */
export const tryPhoto = async (
  photo: { name: string; path: string },
  seed: string,
): Promise<{ original: Described; outcomes: Outcome[] } | undefined> => {
  const original = await describe(photo.path);
  if (original === undefined) return undefined;
  const known = new Map<string, Described>([['original', original]]);
  const variants: (Omit<Variant, 'file'> & { described: Described })[] = [];
  for await (const { file, ...variant } of variantsOf(photo, seed)) {
    const described = await describe(file);
    if (described === undefined) continue;
    variants.push({ ...variant, described });
    if (STORED_COPIES.includes(variant.name)) known.set(variant.name, described);
  }
  const outcomes: Outcome[] = [];
  for (const { described, name, ...variant } of variants) {
    const wanted = new Set(candidateKeys(described.descriptor).lookup);
    for (const [stored, { descriptor }] of known) {
      if (stored === name) continue;
      const candidate = candidateKeys(descriptor).store.some((key) => wanted.has(key));
      const { twin, reason, measures } = verifyTwin(descriptor, described.descriptor);
      outcomes.push({
        ...variant,
        transformation: name,
        photo: photo.name,
        stored,
        twin,
        reason,
        measures,
        candidate,
      });
    }
  }
  return { original, outcomes };
};
