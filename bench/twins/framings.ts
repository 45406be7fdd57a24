import type { Sharp } from 'sharp';
import { type Edit, edit } from './edit.ts';
import { open, type Picture, pixelsOf } from './picture.ts';
import type { Random } from './random.ts';

type Sides = readonly [left: number, top: number, right: number, bottom: number];

/** Cuts fractions off the sides. */
const cut =
  ([left, top, right, bottom]: Sides) =>
  (image: Sharp, { width, height }: Picture): Sharp =>
    image.extract({
      left: Math.round(left * width),
      top: Math.round(top * height),
      width: width - Math.round(left * width) - Math.round(right * width),
      height: height - Math.round(top * height) - Math.round(bottom * height),
    });

const oneSide = (part: number, side: number): Sides => [
  side === 0 ? part : 0,
  side === 1 ? part : 0,
  side === 2 ? part : 0,
  side === 3 ? part : 0,
];

/** The same cut, scaled to the size of the original, so that the aspect ratio tells nothing. */
const cutAndFill = (name: string, sides: (random: Random) => Sides): Edit => ({
  name,
  apply: async (picture, random) => {
    const { width, height } = picture;
    const kept = await pixelsOf(cut(sides(random))(open(picture), picture));
    return pixelsOf(open(kept).resize(width, height, { fit: 'fill' }));
  },
});

const turn = (name: string, degrees: number, keepCorners: boolean): Edit => ({
  name,
  apply: async (picture) => {
    const turned = await pixelsOf(open(picture).rotate(degrees, { background: '#000000' }));
    const { width, height } = picture;
    const slope = Math.tan((Math.abs(degrees) * Math.PI) / 180);
    const trim = keepCorners ? 1 : 1 - slope * (Math.max(width, height) / Math.min(width, height));
    const w = Math.min(turned.width, Math.round(width * trim));
    const h = Math.min(turned.height, Math.round(height * trim));
    const left = Math.floor((turned.width - w) / 2);
    const top = Math.floor((turned.height - h) / 2);
    return pixelsOf(open(turned).extract({ left, top, width: w, height: h }));
  },
});

/** Another frame: the camera moved by fractions of the width; what it did not see before is a mirror of what it did. */
const shifted = (name: string, dx: number, dy: number): Edit => ({
  name,
  apply: async (picture) => {
    const { width, height } = picture;
    const x = Math.round(dx * width);
    const y = Math.round(dy * width);
    const kept = await pixelsOf(
      open(picture).extract({ left: x, top: y, width: width - x, height: height - y }),
    );
    return pixelsOf(open(kept).extend({ right: x, bottom: y, extendWith: 'mirror' }));
  },
});

/** Cuts, turns and movements of the whole picture. */
export const framings = (): readonly Edit[] => [
  edit('crop 3 % of a side', (image, picture, random) =>
    cut(oneSide(0.03, random.pick([0, 1, 2, 3])))(image, picture),
  ),
  edit('crop 5 % left', cut([0.05, 0, 0, 0])),
  edit('crop 5 % right', cut([0, 0, 0.05, 0])),
  edit('crop 5 % top', cut([0, 0.05, 0, 0])),
  edit('crop 5 % bottom', cut([0, 0, 0, 0.05])),
  edit('crop 3 % centred', cut([0.015, 0.015, 0.015, 0.015])),
  edit('crop 5 % of two sides', cut([0.05, 0.05, 0, 0])),
  edit('crop 5 to 10 % centred', (image, picture, random) => {
    const part = random.between(0.025, 0.05);
    return cut([part, part, part, part])(image, picture);
  }),
  cutAndFill('crop 5 % of a side, stretched back', (random) => oneSide(0.05, random.pick([0, 1, 2, 3]))),
  cutAndFill('crop 3 % of a side, stretched back', (random) => oneSide(0.03, random.pick([0, 1, 2, 3]))),
  cutAndFill('crop 3 % centred, scaled back', () => [0.015, 0.015, 0.015, 0.015]),
  edit('mirrored', (image) => image.flop()),
  edit('upside down', (image) => image.flip()),
  edit('rotated 90°', (image) => image.rotate(90)),
  edit('rotated 180°', (image) => image.rotate(180)),
  turn('rotated 1.5°, cropped', 1.5, false),
  turn('rotated −1.5°, corners black', -1.5, true),
  turn('rotated 3°, cropped', 3, false),
  shifted('other frame, moved 1 %', 0.01, 0),
  shifted('other frame, moved 0.4 % both ways', 0.004, 0.004),
];
