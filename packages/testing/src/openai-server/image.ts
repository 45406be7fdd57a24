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
