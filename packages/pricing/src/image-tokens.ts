import type { Range } from '@jmj/contracts';
import type { Dimensions } from '@jmj/core';
import type { ImageRule, PatchRule, TileRule } from './facts.ts';

/**
 * Fitted into a box without being enlarged; the side that binds is exact, the other is rounded.
 * @param shortSide bounds the shorter side, too
 */
export function fitted({ width, height }: Dimensions, box: Dimensions, shortSide = Infinity): Dimensions {
  const scale = Math.min(1, box.width / width, box.height / height, shortSide / Math.min(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const covering = ({ width, height }: Dimensions, side: number): number =>
  Math.ceil(width / side) * Math.ceil(height / side);

/** Tiles at `detail: high`. https://developers.openai.com/api/docs/guides/images-vision#tile-based-image-tokenization */
export function tilesOf(rule: TileRule, photo: Dimensions): number {
  const shown = fitted(photo, { width: rule.fit, height: rule.fit }, rule.shortSide);
  return covering(shown, rule.side);
}

/** Patches at `detail: high`. https://developers.openai.com/api/docs/guides/images-vision#patch-based-image-tokenization */
export function patchesOf(rule: PatchRule, photo: Dimensions): number {
  const { side, maxPatches, maxSide } = rule;
  const shown = fitted(photo, { width: maxSide, height: maxSide });
  if (covering(shown, side) <= maxPatches) return covering(shown, side);
  const { width, height } = shown;
  const shrink = Math.sqrt((side * side * maxPatches) / (width * height));
  const whole = (length: number) => Math.floor((length * shrink) / side) / ((length * shrink) / side);
  const scale = shrink * Math.min(whole(width), whole(height));
  const resized = { width: Math.floor(width * scale), height: Math.floor(height * scale) };
  return Math.min(maxPatches, Math.max(1, covering(resized, side)));
}

const exactly = (tokens: number): Range => ({ min: tokens, expected: tokens, max: tokens });

/** A factor as a range, whether it is published or not. */
export const factorRange = ({ factor }: PatchRule) =>
  typeof factor === 'number' ? { min: factor, expected: factor, max: factor } : factor;

/** As many tokens as the units of a patch rule come to. Rounded up, as the provider does. */
export const tokensOfUnits = (
  units: number,
  factor: { min: number; expected: number; max: number },
): Range => ({
  min: Math.ceil(units * factor.min),
  expected: Math.ceil(units * factor.expected),
  max: Math.ceil(units * factor.max),
});

/** What the rule counts for a photo of this size. */
export function imageTokens(rule: ImageRule, photo: Dimensions, detail: 'low' | 'high'): Range {
  if (rule.kind === 'tiles')
    return exactly(detail === 'low' ? rule.low : rule.base + rule.tile * tilesOf(rule, photo));
  const low = { width: LOW_SIDE, height: LOW_SIDE };
  return tokensOfUnits(patchesOf(rule, detail === 'low' ? fitted(photo, low) : photo), factorRange(rule));
}

/** Pixels into which a photo is fitted at `detail: low`. Section "Choose an image detail level" of the same guide. */
const LOW_SIDE = 512;
