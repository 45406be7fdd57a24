import type { Sharp } from 'sharp';
import type { TwinDescriptor } from './descriptor.ts';
import { blank, describeFile, scene } from './fixtures/scene.ts';
import { candidateKeys } from './keys.ts';
import { LIMITS } from './limits.ts';
import { excess, verifyTwin } from './verify.ts';

const inside = (image: Sharp, longSide: number): Sharp => image.resize(longSide, longSide, { fit: 'inside' });
const label = (svg: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600">${svg}</svg>`);

const turned = (image: Sharp): Sharp => image.affine([1, -0.026, 0.026, 1], { background: '#88aacc' });

const COPIES: [string, (image: Sharp) => Promise<Buffer>][] = [
  ['a JPEG of quality 50', (image) => image.jpeg({ quality: 50 }).toBuffer()],
  ['a WebP', (image) => image.webp({ quality: 60 }).toBuffer()],
  ['an AVIF', (image) => image.avif({ quality: 50, effort: 1 }).toBuffer()],
  ['a PNG', (image) => image.png().toBuffer()],
  ['a copy of 640 pixels', (image) => inside(image, 640).jpeg({ quality: 80 }).toBuffer()],
  ['a messenger copy', (image) => inside(image, 800).jpeg({ quality: 70 }).toBuffer()],
];

const EDITS: [string, (image: Sharp) => Sharp][] = [
  ['a crop of 3 % of one side', (image) => image.extract({ left: 27, top: 0, width: 873, height: 600 })],
  ['a centred crop of 3 %', (image) => image.extract({ left: 14, top: 9, width: 873, height: 582 })],
  ['a mirrored picture', (image) => image.flop()],
  ['a picture turned upside down', (image) => image.flip()],
  ['a turn of 1.5°', turned],
  ['exposure up 15 %', (image) => image.linear(1.15, 0)],
  ['exposure down 15 %', (image) => image.linear(0.85, 0)],
  ['contrast up', (image) => image.linear(1.15, -19)],
  ['contrast down', (image) => image.linear(0.87, 17)],
  ['saturation up', (image) => image.modulate({ saturation: 1.3 })],
  ['saturation down', (image) => image.modulate({ saturation: 0.7 })],
  ['another hue', (image) => image.modulate({ hue: 15 })],
  ['a grey picture', (image) => image.greyscale()],
  ['a blurred picture', (image) => image.blur(1.35)],
  ['a sharpened picture', (image) => image.sharpen({ sigma: 2, m1: 3, m2: 6 })],
  [
    'a logo in a corner',
    (image) =>
      image.composite([
        { input: label('<circle cx="860" cy="40" r="14" fill="none" stroke="white" stroke-width="4"/>') },
      ]),
  ],
  [
    'a line of text',
    (image) =>
      image.composite([
        { input: label('<text x="30" y="60" font-size="18" fill="white">© A. Photographer</text>') },
      ]),
  ],
  [
    'a moved camera',
    (image) => image.extract({ left: 5, top: 3, width: 895, height: 597 }).resize(900, 600, { fit: 'fill' }),
  ],
];

/** Changes half of the picture only. */
const half = async (image: Sharp, change: (part: Sharp) => Sharp): Promise<Sharp> => {
  const part = image.clone().extract({ left: 450, top: 0, width: 450, height: 600 });
  return image.clone().composite([{ input: await change(part).png().toBuffer(), left: 450, top: 0 }]);
};

const PARTIAL_EDITS: [string, (part: Sharp) => Sharp][] = [
  ['blurred', (part) => part.blur(1.35)],
  ['sharpened', (part) => part.sharpen({ sigma: 1, m1: 3, m2: 6 })],
  ['more colourful', (part) => part.modulate({ saturation: 1.4 })],
  ['brighter', (part) => part.linear(1.06, 0)],
];

describe('excess', () => {
  test('counts octaves over the limit, and nothing below it', () => {
    expect(excess('lumaMean', LIMITS.lumaMean)).toBe(0);
    expect(excess('lumaMean', 2 * LIMITS.lumaMean)).toBe(1);
  });

  test('is never forgiven for a value that is no number', () => {
    expect(excess('gain', Number.NaN)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('verifyTwin', () => {
  let image: Sharp;
  let original: TwinDescriptor;

  beforeAll(async () => {
    image = await scene();
    original = await describeFile(image);
  });

  test.each(COPIES)('takes %s for the same picture', async (_name, encode) => {
    const copy = await describeFile(await encode(image.clone()));
    expect(verifyTwin(original, copy)).toMatchObject({ twin: true });
    const { store } = candidateKeys(original);
    expect(candidateKeys(copy).lookup.some((key) => store.includes(key))).toBe(true);
  });

  test.each(EDITS)('does not take %s for the same picture', async (_name, edit) => {
    const edited = await describeFile(await edit(image.clone()).jpeg({ quality: 95 }).toBuffer());
    expect(verifyTwin(original, edited).twin).toBe(false);
    expect(verifyTwin(edited, original).twin).toBe(false);
  });

  test.each(PARTIAL_EDITS)(
    'does not take a picture of which one half is %s for the same',
    async (_name, edit) => {
      const edited = await describeFile(await (await half(image, edit)).jpeg({ quality: 95 }).toBuffer());
      expect(verifyTwin(original, edited).twin).toBe(false);
      expect(verifyTwin(edited, original).twin).toBe(false);
    },
  );

  test('tells two pictures of the same kind apart', async () => {
    expect(verifyTwin(original, await describeFile(await scene(2)))).toEqual({
      twin: false,
      reason: 'lumaMean',
    });
  });

  test('is in doubt about a picture without structure, and says no', async () => {
    const page = await describeFile(blank());
    expect(verifyTwin(page, page).twin).toBe(false);
    expect(verifyTwin(page, page).reason).toMatch(/Doubt$/);
  });

  test('names the measure that is furthest over its limit', async () => {
    const cropped = image.clone().extract({ left: 0, top: 0, width: 850, height: 600 });
    expect(verifyTwin(original, await describeFile(cropped)).reason).toBe('aspect');
  });
});
