import sharp, { type Sharp } from 'sharp';

/** Upright sRGB pixels, three bytes each. */
export interface Picture {
  data: Buffer;
  width: number;
  height: number;
}

export const open = ({ data, width, height }: Picture): Sharp =>
  sharp(data, { raw: { width, height, channels: 3 } });

export const pixelsOf = async (image: Sharp): Promise<Picture> => {
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};

/** Decodes a file as the worker's preparer does: upright, sRGB, at most `longSide` pixels. */
export const decode = (file: string | Buffer, longSide: number): Promise<Picture> =>
  pixelsOf(
    sharp(file, { limitInputPixels: false })
      .autoOrient()
      .resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true }),
  );
