import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { cellMeans, detailEnergy, halved, type Plane, toPlanes } from './planes.ts';
import { fromResiduals, toResiduals } from './residuals.ts';

/** Cells along each side of the grids, whatever the picture's shape. */
export const GRID = { luma: 128, colour: 64, detail: 32 } as const;

/** Every picture is looked at with this long side, so that sharpness can be compared. */
const COMMON_LONG_SIDE = 512;

/** Smaller pictures are no twins of anything: there is too little left to compare. */
export const SMALLEST_LONG_SIDE = 640;

const VERSION = 3;
const HEADER_BYTES = 9;
/** Detail is kept as its logarithm, in steps of 1/8 octave above `DETAIL_FLOOR` levels. */
const DETAIL_STEPS = 8;
const DETAIL_FLOOR = 0.25;
const COLOUR_STEPS = 2;
const MAX_PAYLOAD = 4 * GRID.luma * GRID.luma;
/** Residuals seldom repeat: their frequencies help more, in blocks small enough to keep luma and colour apart. */
const DEFLATE = { level: 9, memLevel: 5, strategy: constants.Z_FILTERED } as const;

/** What is remembered of a picture to tell whether another file shows the same one. */
export interface TwinDescriptor {
  /** Of the photo, upright, in pixels. */
  width: number;
  height: number;
  /** Cell means: luma 0 to 255; colour differences around 0. */
  luma: Float32Array;
  cb: Float32Array;
  cr: Float32Array;
  /** Root mean square of the finest detail in each cell, in levels: at the common size and at half of it. */
  fine: Float32Array;
  coarse: Float32Array;
}

export interface RawPicture {
  /** Upright sRGB pixels, three bytes each. */
  data: Uint8Array;
  width: number;
  height: number;
}

const toCommonSize = async ({ data, width, height }: RawPicture): Promise<RawPicture> => {
  const scale = COMMON_LONG_SIDE / Math.max(width, height);
  const pixels = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: pixels.data, width: pixels.info.width, height: pixels.info.height };
};

const detail = (plane: Plane): Int8Array => {
  const levels = cellMeans(detailEnergy(plane), GRID.detail, GRID.detail);
  const logs = levels.map(
    (energy) => DETAIL_STEPS * Math.log2(Math.max(DETAIL_FLOOR, Math.sqrt(energy)) / DETAIL_FLOOR),
  );
  return Int8Array.from(logs, (step) => Math.min(127, Math.round(step)));
};

const colour = (plane: Plane): Int8Array =>
  toResiduals(
    cellMeans(plane, GRID.colour, GRID.colour).map((mean) => mean * COLOUR_STEPS),
    GRID.colour,
  );

/**
 * Describes a picture in a few kilobytes. Call it with the pixels that the prepared photo is made from.
 * @param picture long side of 640 or more, or the whole photo if that is smaller
 * @param original size of the photo itself, upright
 * @returns nothing for a photo too small to be told from its neighbours
 */
export const describeTwin = async (
  picture: RawPicture,
  original: { width: number; height: number },
): Promise<Uint8Array | undefined> => {
  if (Math.max(original.width, original.height) < SMALLEST_LONG_SIDE) return undefined;
  const common = await toCommonSize(picture);
  const { y, cb, cr } = toPlanes(common.data, common.width, common.height);
  const grids = [
    toResiduals(cellMeans(y, GRID.luma, GRID.luma), GRID.luma),
    colour(cb),
    colour(cr),
    detail(y),
    detail(halved(y)),
  ];
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(VERSION, 0);
  header.writeUInt32LE(original.width, 1);
  header.writeUInt32LE(original.height, 5);
  return Buffer.concat([
    header,
    deflateRawSync(Buffer.concat(grids.map((grid) => new Uint8Array(grid.buffer))), DEFLATE),
  ]);
};

/** @returns nothing when the bytes are of another version or damaged: then there is no twin to be found in them. */
export const readDescriptor = (bytes: Uint8Array): TwinDescriptor | undefined => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < HEADER_BYTES || buffer.readUInt8(0) !== VERSION) return undefined;
  const payload = inflated(buffer.subarray(HEADER_BYTES));
  const colour = GRID.colour ** 2;
  const detail = GRID.detail ** 2;
  const luma = GRID.luma ** 2;
  if (payload?.length !== luma + 2 * colour + 2 * detail) return undefined;
  const part = (from: number, length: number): Int8Array =>
    new Int8Array(payload.buffer, payload.byteOffset + from, length);
  const colourOf = (index: number): Float32Array =>
    fromResiduals(part(luma + index * colour, colour), GRID.colour).map((value) => value / COLOUR_STEPS);
  const detailOf = (index: number): Float32Array =>
    Float32Array.from(
      part(luma + 2 * colour + index * detail, detail),
      (steps) => DETAIL_FLOOR * 2 ** (steps / DETAIL_STEPS),
    );
  return {
    width: buffer.readUInt32LE(1),
    height: buffer.readUInt32LE(5),
    luma: fromResiduals(part(0, luma), GRID.luma),
    cb: colourOf(0),
    cr: colourOf(1),
    fine: detailOf(0),
    coarse: detailOf(1),
  };
};

const inflated = (bytes: Uint8Array): Buffer | undefined => {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MAX_PAYLOAD });
  } catch {
    return undefined;
  }
};
