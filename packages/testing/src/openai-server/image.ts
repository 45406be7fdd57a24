import sharp from 'sharp';
import { badRequest } from './api-error.ts';

export interface ReceivedImage {
  bytes: Buffer;
  mediaType: string;
  width: number;
  height: number;
  detail: 'low' | 'high' | 'auto' | 'original';
}

const FORMATS = ['jpeg', 'png', 'webp', 'gif'];

/** @throws ApiError 400, as OpenAI does, when the data URL holds no image or another kind than it says */
export async function readImage(part: {
  image_url: string;
  detail: ReceivedImage['detail'];
}): Promise<ReceivedImage> {
  const [, mediaType = '', base64 = ''] =
    /^data:(image\/[a-z]+);base64,([A-Za-z0-9+/]+={0,2})$/.exec(part.image_url) ?? [];
  if (!base64)
    throw badRequest(
      `Invalid 'input[1].content[1].image_url'. Expected a base64-encoded data URL with an image MIME type, but got '${part.image_url.slice(0, 60)}'.`,
      'input[1].content[1].image_url',
      'invalid_image_url',
    );
  const bytes = Buffer.from(base64, 'base64');
  const seen = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (!seen || !FORMATS.includes(seen.format) || `image/${seen.format}` !== mediaType)
    throw badRequest(
      "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
      'input',
      'invalid_image_format',
    );
  return { bytes, mediaType, width: seen.width, height: seen.height, detail: part.detail };
}

const patches = (width: number, height: number, cap: number): number =>
  Math.min(cap, Math.ceil(width / 32) * Math.ceil(height / 32));

/** Tiles of 512 px after the image was fitted into 2048 px and its short side brought to 768 px. */
function tiles(width: number, height: number): number {
  const fit = Math.min(1, 2048 / Math.max(width, height));
  const short = Math.min(1, 768 / Math.min(width * fit, height * fit));
  return Math.ceil((width * fit * short) / 512) * Math.ceil((height * fit * short) / 512);
}

/**
 * Tokens that an image costs. Rules of developers.openai.com/api/docs/guides/images-vision; those of models after
 * gpt-4.1 are third-party measurements, good enough for a test server.
 */
export function imageTokens(model: string, { width, height, detail }: ReceivedImage): number {
  const tiled: [RegExp, number, number][] = [
    [/^gpt-4o-mini/, 2833, 5667],
    [/^gpt-4(o|\.1)(?!-(mini|nano))/, 85, 170],
  ];
  const [, base, each] = tiled.find(([family]) => family.test(model)) ?? [];
  if (base !== undefined && each !== undefined)
    return detail === 'low' ? base : base + each * tiles(width, height);
  const factor = model.startsWith('gpt-4.1-mini') ? 1.62 : model.startsWith('gpt-4.1-nano') ? 2.46 : 1.2;
  const cap = { low: 256, high: 2500, auto: 10_000, original: 10_000 }[detail];
  return Math.ceil(patches(width, height, cap) * factor);
}
