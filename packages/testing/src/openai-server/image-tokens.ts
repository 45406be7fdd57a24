import type { ReceivedImage } from './image.ts';

type Seen = Pick<ReceivedImage, 'width' | 'height' | 'detail'>;

/** Tiles of 512 px after the image was fitted into 2048 px and its short side brought to 768 px. */
function tiles({ width, height }: Seen): number {
  const fit = Math.min(1, 2048 / Math.max(width, height));
  const short = Math.min(1, 768 / Math.min(width * fit, height * fit));
  const across = (side: number) => Math.ceil(Math.round(side * fit * short) / 512);
  return across(width) * across(height);
}

const PATCH = 32;
const patchesOf = (width: number, height: number) => Math.ceil(width / PATCH) * Math.ceil(height / PATCH);

/**
 * Patches of 32 px. An image that has more than `cap` is scaled down until it has not, so that whole patches fit one side:
 * developers.openai.com/api/docs/guides/images-vision, "Calculating costs".
 */
function patches({ width, height }: Seen, cap: number): number {
  if (patchesOf(width, height) <= cap) return patchesOf(width, height);
  const shrink = Math.sqrt((PATCH * PATCH * cap) / (width * height));
  const across = (width * shrink) / PATCH;
  const down = (height * shrink) / PATCH;
  const whole = Math.min(Math.floor(across) / across, Math.floor(down) / down);
  // Rounded, or a side of 57 patches would count as 58 for its last binary digit.
  const scaled = (side: number) => Math.round(side * shrink * whole * 1000) / 1000;
  return Math.min(cap, patchesOf(scaled(width), scaled(height)));
}

const TILED: [family: RegExp, base: number, each: number][] = [
  [/^gpt-4o-mini/, 2833, 5667],
  [/^gpt-4(o|\.1)(?!-(mini|nano))/, 85, 170],
];

/** Tokens per patch. Those after gpt-4.1 are third-party measurements. */
const FACTORS: [family: RegExp, factor: number][] = [
  [/^gpt-4\.1-mini/, 1.62],
  [/^gpt-4\.1-nano/, 2.46],
  [/^gpt-5-nano/, 1.5],
  [/^gpt-5(-mini|\.4-mini|\.4-nano|\.6)/, 1.2],
];

/** Before 5.4 there was one cap for all details. */
const capOf = (model: string, detail: Seen['detail']): number =>
  /^gpt-(4\.1|5-)/.test(model)
    ? 1536
    : { low: 256, high: 2500, auto: Number.POSITIVE_INFINITY, original: Number.POSITIVE_INFINITY }[detail];

/** @param hiddenFactor tokens per patch of the models whose factor nobody published */
export function imageTokens(model: string, image: Seen, hiddenFactor: number): number {
  const tiled = TILED.find(([family]) => family.test(model));
  if (tiled) {
    const [, base, each] = tiled;
    return image.detail === 'low' ? base : base + each * tiles(image);
  }
  const factor = FACTORS.find(([family]) => family.test(model))?.[1] ?? hiddenFactor;
  return Math.ceil(patches(image, capOf(model, image.detail)) * factor);
}
