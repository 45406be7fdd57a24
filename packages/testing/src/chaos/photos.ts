import sharp from 'sharp';

/** A picture of GRID × GRID blocks, each black or white: which of them tells the photo's number, whatever is done to the file. */
const GRID = 6;
const BLOCK = 16;
const SIDE = GRID * BLOCK;
const BITS = 16;

/** Bits of a number, each twice and once inverted elsewhere, so that no two pictures resemble each other. */
function isLight(number: number, block: number): boolean {
  const bit = ((number >> (block % BITS)) & 1) === 1;
  if (block < BITS) return bit;
  if (block < 2 * BITS) return ((Math.imul(number + 1, 0x9e3779b1) >>> (block - BITS + 8)) & 1) === 1;
  return block % 2 === 0;
}

const blockAt = (x: number, y: number): number => Math.floor(y / BLOCK) * GRID + Math.floor(x / BLOCK);

/** JPEG bytes, the same for the same number and seed. */
export async function numberedPhoto(number: number, seed: number): Promise<Buffer> {
  const pixels = Buffer.alloc(SIDE * SIDE * 3);
  let noise = (seed + number * 7919) >>> 0;
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
      const level = (isLight(number, blockAt(x, y)) ? 205 : 35) + (noise >>> 28);
      pixels.fill(level, (y * SIDE + x) * 3, (y * SIDE + x) * 3 + 3);
    }
  const raw = { width: SIDE, height: SIDE, channels: 3 as const };
  return sharp(pixels, { raw }).jpeg({ quality: 90 }).toBuffer();
}

/** The number of the photo that this picture was made of. */
export async function numberOf(jpeg: Uint8Array): Promise<number> {
  const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const x = Math.floor((((bit % GRID) + 0.5) / GRID) * info.width);
    const y = Math.floor(((Math.floor(bit / GRID) + 0.5) / GRID) * info.height);
    if ((data[(y * info.width + x) * info.channels] ?? 0) > 127) number |= 1 << bit;
  }
  return number;
}
