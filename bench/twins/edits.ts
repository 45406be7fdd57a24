import { type Edit, edit } from './edit.ts';
import { framings } from './framings.ts';
import { overlays } from './overlays.ts';
import { open, type Picture, pixelsOf } from './picture.ts';
import type { Random } from './random.ts';
import { type Box, retouches, somewhere } from './retouches.ts';

/** `amount` × the difference to mid grey. */
const contrast = (name: string, amount: number): Edit =>
  edit(name, (image) => image.linear(amount, 128 * (1 - amount)));

const relative = (pixelsAt2000: number, { width, height }: Picture): number =>
  Math.max(0.3, (pixelsAt2000 * Math.max(width, height)) / 2000);

/** Moves a patch of the picture: somebody walked on. Fractions of the width. */
const movedPatch = (size: number, by: number): Edit => ({
  name: `object moved (${100 * size} % by ${100 * by} %)`,
  apply: async (picture, random) => {
    const box = somewhere(picture, size, by, random);
    const distance = Math.round(picture.width * by) * random.pick([-1, 1]);
    const sideways = random.pick([true, false]);
    const patch = await open(picture).extract(box).png().toBuffer();
    const left = Math.max(0, box.left + (sideways ? distance : 0));
    const top = Math.max(0, box.top + (sideways ? 0 : distance));
    return pixelsOf(open(picture).composite([{ input: patch, left, top }]));
  },
});

const blurredPart = (name: string, sigma: number, box: (picture: Picture, random: Random) => Box): Edit => ({
  name,
  apply: async (picture, random) => {
    const { left, top, width, height } = box(picture, random);
    const part = await open(picture)
      .extract({ left, top, width, height })
      .blur(sigma * picture.width)
      .png()
      .toBuffer();
    return pixelsOf(open(picture).composite([{ input: part, left, top }]));
  },
});

const third = ({ width, height }: Picture, random: Random): Box => {
  const part = Math.floor(height / 3);
  return { left: 0, top: part * random.pick([0, 1, 2]), width, height: part };
};

const GREY = [0.299, 0.587, 0.114] as const;

const TONES: readonly Edit[] = [
  edit('exposure +15 %', (image) => image.linear(1.15, 0)),
  edit('exposure −15 %', (image) => image.linear(0.85, 0)),
  edit('brightness 1.15 (LCh)', (image) => image.modulate({ brightness: 1.15 })),
  edit('gamma 1.15', (image) => image.gamma(1.15, 1)),
  edit('blacks lifted', (image) => image.linear(0.94, 15)),
  contrast('contrast 1.15', 1.15),
  contrast('contrast 0.87', 0.87),
  edit('saturation 1.3', (image) => image.modulate({ saturation: 1.3 })),
  edit('saturation 0.7', (image) => image.modulate({ saturation: 0.7 })),
  edit('grey', (image) => image.recomb([[...GREY], [...GREY], [...GREY]])),
  edit('hue 15°', (image) => image.modulate({ hue: 15 })),
  edit('warmer', (image) => image.linear([1.06, 1, 0.94], [0, 0, 0])),
];

const SHARPNESS: readonly Edit[] = [
  edit('blur 3 px at 2000', (image, picture) => image.blur(relative(3, picture))),
  edit('blur 5 px at 2000', (image, picture) => image.blur(relative(5, picture))),
  edit('sharpened strongly', (image, picture) =>
    image.sharpen({ sigma: Math.max(1, relative(2, picture)), m1: 3, m2: 6 }),
  ),
];

/** Of a part of the picture, not of all of it. */
const PARTS: readonly Edit[] = [
  blurredPart('a third blurred', 0.003, third),
  movedPatch(0.12, 0.03),
  movedPatch(0.06, 0.02),
  blurredPart('object erased (5 %)', 0.02, (picture, random) => somewhere(picture, 0.05, 0.02, random)),
];

/** Asked for by the aim. */
export const NAMED_EDITS: readonly Edit[] = [...framings(), ...TONES, ...SHARPNESS, ...overlays()];
/** Harder than the aim, shown beside it. */
export const PARTIAL_EDITS: readonly Edit[] = [...PARTS, ...retouches()];
