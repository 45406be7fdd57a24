import { type Colour, measureColour } from './colour.ts';
import { measureDetail } from './detail.ts';
import { type Horizon, measureHorizon } from './horizon.ts';
import { type Layout, measureLayout } from './layout.ts';
import { type Light, measureLight } from './light.ts';
import { createPace } from './pace.ts';
import { decode } from './pixels.ts';
import { tileGrid } from './tiles.ts';

/** What the pixels say, measured at 768 px at most. */
export interface Measurements {
  light: Light;
  colour: Colour;
  horizon: Horizon;
  layout: Layout;
  /** Standard deviation of the noise, in luma levels (0 to 255). */
  noise: number;
  /** How much more one axis is blurred than the other, 0 to 1: movement blurs along its own way only. */
  streak: number;
}

/**
 * Measures a prepared photo without ever holding the event loop for long.
 * @throws Failure `photo-unreadable`; the signal's reason when it is aborted
 */
export async function measure(jpeg: Uint8Array, signal: AbortSignal): Promise<Measurements> {
  signal.throwIfAborted();
  const pace = createPace(signal);
  const pixels = await decode(jpeg, pace);
  signal.throwIfAborted();
  const grid = tileGrid(pixels.width, pixels.height);
  const light = await measureLight(pixels, pace);
  const colour = await measureColour(pixels, pace);
  const detail = await measureDetail(pixels, grid, pace);
  const horizon = await measureHorizon(pixels, pace);
  return {
    light,
    colour,
    horizon,
    layout: measureLayout(detail, grid),
    noise: detail.noise,
    streak: Math.abs(detail.blurAcross - detail.blurDown),
  };
}
