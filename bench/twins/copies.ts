import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { open, type Picture } from './picture.ts';

/** Changes nothing that a critique looks at: must match. Answers the bytes of a file. */
export interface Copy {
  name: string;
  /** Asked for by the aim; the others are shown beside it. */
  named: boolean;
  encode(picture: Picture): Promise<Buffer>;
}

const copy = (name: string, encode: (image: Sharp) => Sharp, named = true): Copy => ({
  name,
  named,
  encode: (picture) => encode(open(picture)).toBuffer(),
});

const within = (
  image: Sharp,
  longSide: number,
  kernel: 'lanczos3' | 'cubic' | 'linear' = 'lanczos3',
): Sharp => image.resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true, kernel });

export const messenger = (longSide: number) => (image: Sharp) =>
  within(image, longSide).jpeg({ quality: 70, chromaSubsampling: '4:2:0' });

export const COPIES: readonly Copy[] = [
  copy('jpeg 92', (image) => image.jpeg({ quality: 92 })),
  copy('jpeg 75', (image) => image.jpeg({ quality: 75 })),
  copy('jpeg 60 progressive', (image) => image.jpeg({ quality: 60, progressive: true })),
  copy('jpeg 50', (image) => image.jpeg({ quality: 50 })),
  copy('mozjpeg 60', (image) => image.jpeg({ quality: 60, mozjpeg: true })),
  copy('jpeg 50 4:4:4', (image) => image.jpeg({ quality: 50, chromaSubsampling: '4:4:4' })),
  copy('webp 80', (image) => image.webp({ quality: 80 })),
  copy('webp 60', (image) => image.webp({ quality: 60 })),
  copy('avif 50', (image) => image.avif({ quality: 50, effort: 0 })),
  copy('png', (image) => image.png({ compressionLevel: 1 })),
  copy('half size jpeg 80', (image) => within(image, 1000).jpeg({ quality: 80 })),
  copy('900 px cubic jpeg 75', (image) => within(image, 900, 'cubic').jpeg({ quality: 75 })),
  copy('800 px webp 75', (image) => within(image, 800).webp({ quality: 75 })),
  copy('680 px jpeg 70', (image) => within(image, 680).jpeg({ quality: 70 })),
  copy('640 px png', (image) => within(image, 640).png({ compressionLevel: 1 })),
  copy('640 px jpeg 75', (image) => within(image, 640).jpeg({ quality: 75 })),
  copy('640 px jpeg 50', (image) => within(image, 640).jpeg({ quality: 50 })),
  copy('640 px webp 80', (image) => within(image, 640).webp({ quality: 80 })),
  copy('640 px webp 60', (image) => within(image, 640).webp({ quality: 60 })),
  copy('640 px avif 50', (image) => within(image, 640).avif({ quality: 50, effort: 0 })),
  copy('messenger 1600', messenger(1600)),
  copy('messenger 1280', messenger(1280)),
  copy('800 px linear webp 70', (image) => within(image, 800, 'linear').webp({ quality: 70 }), false),
  copy('800 px linear jpeg 80', (image) => within(image, 800, 'linear').jpeg({ quality: 80 }), false),
  copy('640 px avif 35', (image) => within(image, 640).avif({ quality: 35, effort: 0 }), false),
  {
    name: 'messenger twice',
    named: false,
    encode: async (picture) =>
      messenger(1280)(sharp(await messenger(1600)(open(picture)).toBuffer())).toBuffer(),
  },
];
