import sharp, { type Sharp } from 'sharp';
import type { Edit } from './edit.ts';
import { open, type Picture, pixelsOf } from './picture.ts';
import type { Random } from './random.ts';

/** A part of the picture, in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A square of `size` of the width, anywhere, at least `margin` of the width from the sides. */
export const somewhere = ({ width, height }: Picture, size: number, margin: number, random: Random): Box => {
  const side = Math.round(Math.min(size * width, height * 0.6));
  const edge = Math.round(Math.min(margin * width, (height - side) / 3));
  return {
    left: Math.round(random.between(edge, width - side - edge)),
    top: Math.round(random.between(edge, height - side - edge)),
    width: side,
    height: side,
  };
};

/** An SVG drawing: what it covers is changed, and half of what it covers by half. */
type Mask = (picture: Picture, random: Random) => string;

const faded = (
  picture: Picture,
  size: number,
  random: Random,
  [inside, outside]: [number, number],
): string => {
  const { left, top, width } = somewhere(picture, size, 0.01, random);
  const stop = (offset: number, opacity: number): string =>
    `<stop offset="${offset}" stop-color="white" stop-opacity="${opacity}"/>`;
  const place = `cx="${left + width / 2}" cy="${top + width / 2}" r="${width / 2}"`;
  return `<defs><radialGradient id="f" gradientUnits="userSpaceOnUse" ${place}>${stop(0.6, inside)}${stop(1, outside)}</radialGradient></defs><rect width="${picture.width}" height="${picture.height}" fill="url(#f)"/>`;
};

/** A disc with a soft edge, `size` of the width across. */
const disc =
  (size: number): Mask =>
  (picture, random) =>
    faded(picture, size, random, [1, 0]);

/** All but such a disc. */
const around =
  (size: number): Mask =>
  (picture, random) =>
    faded(picture, size, random, [0, 1]);

/** A third of the height, with hard edges. */
const third: Mask = ({ width, height }, random) =>
  `<rect y="${(height / 3) * random.pick([0, 1, 2])}" width="${width}" height="${height / 3}" fill="white"/>`;

const locally = (
  name: string,
  mask: Mask,
  change: (image: Sharp, picture: Picture, random: Random) => Sharp,
): Edit => ({
  name,
  apply: async (picture, random) => {
    const { width, height } = picture;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${mask(picture, random)}</svg>`;
    const alpha = await sharp(Buffer.from(svg)).ensureAlpha().extractChannel(3).raw().toBuffer();
    const changed = await pixelsOf(change(open(picture), picture, random));
    const input = await open(changed)
      .joinChannel(alpha, { raw: { width, height, channels: 1 } })
      .raw()
      .toBuffer();
    return pixelsOf(
      open(picture).composite([{ input, raw: { width, height, channels: 4 }, left: 0, top: 0 }]),
    );
  },
});

const pixels = (at2000: number, { width, height }: Picture): number =>
  Math.max(0.3, (at2000 * Math.max(width, height)) / 2000);

const blur =
  (at2000: number) =>
  (image: Sharp, picture: Picture): Sharp =>
    image.blur(pixels(at2000, picture));

const sharpen = (image: Sharp, picture: Picture): Sharp =>
  image.sharpen({ sigma: Math.max(1, pixels(2, picture)), m1: 3, m2: 6 });

/** Paints over a place with what lies beside it, as a clone stamp does. */
const cloned =
  (by: number) =>
  (image: Sharp, { width }: Picture, random: Random): Sharp => {
    const distance = Math.round(by * width);
    return image.affine([1, 0, 0, 1], {
      odx: 0,
      ody: 0,
      idx: random.pick([distance, -distance]),
      idy: 0,
      background: '#808080',
    });
  };

/** A dark bird, or a pale one, that was not there. */
const added = (name: string, size: number): Edit => ({
  name,
  apply: async (picture, random) => {
    const { left, top, width } = somewhere(picture, size, 0.02, random);
    const fill = random.pick(['#282420', '#e8e4dc']);
    const bird = `<g transform="translate(${left} ${top}) scale(${width / 100})"><path d="M0 20 Q30 10 50 45 Q70 10 100 20 Q70 35 58 70 L42 70 Q30 35 0 20" fill="${fill}"/></g>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${picture.width}" height="${picture.height}">${bird}</svg>`;
    return pixelsOf(open(picture).composite([{ input: Buffer.from(svg) }]));
  },
});

/** Changes of one part of a picture. */
export const retouches = (): readonly Edit[] => [
  locally('a third blurred softly (2 px at 2000)', third, blur(2)),
  locally('a disc of 25 % blurred (3 px at 2000)', disc(0.25), blur(3)),
  locally('a disc of 12 % blurred (4 px at 2000)', disc(0.12), blur(4)),
  locally('background blurred (3 px at 2000)', around(0.45), blur(3)),
  locally('background blurred (6 px at 2000)', around(0.45), blur(6)),
  locally('a third sharpened', third, sharpen),
  locally('a disc of 25 % sharpened', disc(0.25), sharpen),
  locally('a disc of 12 % smoothed (median)', disc(0.12), (image, picture) =>
    image.median(2 * Math.round(pixels(4, picture)) + 1),
  ),
  locally('a disc of 20 % dodged (+10 %)', disc(0.2), (image) => image.linear(1.1, 0)),
  locally('a disc of 8 % dodged (+15 %)', disc(0.08), (image) => image.linear(1.15, 0)),
  locally('a disc of 20 % burnt (−10 %)', disc(0.2), (image) => image.linear(0.9, 0)),
  locally('a third brighter (+6 %)', third, (image) => image.linear(1.06, 0)),
  locally('a disc of 25 % grey', disc(0.25), (image) => image.modulate({ saturation: 0 })),
  locally('a disc of 20 % more colourful', disc(0.2), (image) => image.modulate({ saturation: 1.5 })),
  locally('object cloned away (6 %)', disc(0.06), cloned(0.07)),
  locally('object cloned away (3 %)', disc(0.03), cloned(0.035)),
  added('bird added (3 %)', 0.03),
  added('bird added (1.5 %)', 0.015),
];
