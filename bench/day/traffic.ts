import { createHash } from 'node:crypto';
import type { Language, Tone } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { seededRandom } from '@jmj/testing/random';
import sharp from 'sharp';

/** One request of the day. */
export interface Visit {
  photo: Uint8Array;
  sha256: string;
  tone: Tone;
  language: Language;
  /** Sent at the same moment as the visit before: a burst. */
  atOnce: boolean;
}

export interface DayShape {
  pictures: number;
  visits: number;
  /** Of the visits, how many bring another file of their picture. */
  copies: number;
  /** Of the visits, how many come at the same moment as the one before. */
  bursts: number;
  /** Longer side of the originals, pixels. @default 1600 */
  width?: number;
  seed: number;
}

/** Popularity of the pictures: the k-th is asked for 1/k as often as the first (Zipf with exponent 1). */
function zipf(count: number, random: () => number): () => number {
  const sums: number[] = [];
  let total = 0;
  for (let k = 1; k <= count; k++) {
    total += 1 / k;
    sums.push(total);
  }
  return () => {
    const drawn = random() * total;
    return sums.findIndex((sum) => sum >= drawn);
  };
}

/** Ways in which a picture comes back as another file. */
const COPIES: ((photo: Uint8Array) => Promise<Uint8Array>)[] = [
  (photo) => sharp(photo).jpeg({ quality: 70 }).toBuffer(),
  (photo) => sharp(photo).jpeg({ quality: 85 }).toBuffer(),
  (photo) => sharp(photo).webp({ quality: 75 }).toBuffer(),
  (photo) => sharp(photo).resize(1280).jpeg({ quality: 75, chromaSubsampling: '4:2:0' }).toBuffer(),
  (photo) => sharp(photo).png().toBuffer(),
];

const TONES: [Tone, number][] = [
  ['professional', 0.6],
  ['roast', 0.3],
  ['learning', 0.1],
];

function drawTone(random: () => number): Tone {
  let drawn = random();
  for (const [tone, share] of TONES) {
    if (drawn < share) return tone;
    drawn -= share;
  }
  return 'professional';
}

const hashOf = (photo: Uint8Array): string => createHash('sha256').update(photo).digest('hex');

/** A day of visits: popular pictures come often, some as re-encoded copies, in three tones and two languages, in bursts. */
export async function makeDay(shape: DayShape): Promise<Visit[]> {
  const { width = 1600 } = shape;
  const random = seededRandom(shape.seed);
  const drawPicture = zipf(shape.pictures, random);
  const originals = new Map<number, Uint8Array>();
  const copies = new Map<string, Uint8Array>();

  async function original(picture: number): Promise<Uint8Array> {
    const made =
      originals.get(picture) ??
      (await makePhoto({ seed: 1000 + picture, width, height: Math.round(width / 1.5) }));
    originals.set(picture, made);
    return made;
  }
  async function copy(picture: number, way: number): Promise<Uint8Array> {
    const name = `${picture}/${way}`;
    const encode = COPIES[way] ?? COPIES[0];
    const made = copies.get(name) ?? (await encode?.(await original(picture))) ?? new Uint8Array();
    copies.set(name, made);
    return made;
  }

  const visits: Visit[] = [];
  for (let i = 0; i < shape.visits; i++) {
    const picture = drawPicture();
    const isCopy = random() < shape.copies;
    const photo = isCopy
      ? await copy(picture, Math.floor(random() * COPIES.length))
      : await original(picture);
    const language: Language = random() < 0.7 ? 'fr' : 'en';
    visits.push({
      photo,
      sha256: hashOf(photo),
      tone: drawTone(random),
      language,
      atOnce: random() < shape.bursts,
    });
  }
  return visits;
}
