import { seededRandom } from './random.ts';

// Looked up once, not for each pixel: Jest's contexts take far longer to find a global than to work out a sine.
const { PI, cos, log, sin, sqrt } = Math;

type Colour = [red: number, green: number, blue: number];

interface Shape {
  round: boolean;
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
  colour: Colour;
}

const between = (random: () => number, low: number, high: number) => low + (high - low) * random();

function someColour(random: () => number, low: number, high: number): Colour {
  return [between(random, low, high), between(random, low, high), between(random, low, high)];
}

function someShapes(random: () => number, width: number, height: number): Shape[] {
  return Array.from({ length: 14 }, () => ({
    round: random() < 0.5,
    x: random() * width,
    y: between(random, 0.25, 0.95) * height,
    halfWidth: between(random, 0.02, 0.14) * width,
    halfHeight: between(random, 0.03, 0.2) * height,
    colour: someColour(random, 20, 235),
  }));
}

function mix([r1, g1, b1]: Colour, [r2, g2, b2]: Colour, share: number): Colour {
  return [r1 + (r2 - r1) * share, g1 + (g2 - g1) * share, b1 + (b2 - b1) * share];
}

/** Sky and ground, each a gradient, the ground with texture. */
function paintGround(canvas: Float32Array, width: number, height: number, random: () => number): void {
  const [skyTop, skyLow] = [someColour(random, 60, 180), someColour(random, 150, 240)];
  const [groundFar, groundNear] = [someColour(random, 70, 150), someColour(random, 25, 110)];
  const horizon = between(random, 0.35, 0.6) * height;
  const [waveX, waveY] = [between(random, 0.05, 0.4), between(random, 0.05, 0.4)];
  for (let y = 0; y < height; y++) {
    const sky = y < horizon;
    const along = sky ? y / horizon : (y - horizon) / (height - horizon);
    const [red, green, blue] = sky ? mix(skyTop, skyLow, along) : mix(groundFar, groundNear, along);
    const wave = sky ? 0 : 16 * sin(y * waveY);
    const grit = sky ? 0 : 14;
    for (let x = 0; x < width; x++) {
      const grain = wave * sin(x * waveX) + grit * (random() - 0.5);
      const at = (y * width + x) * 3;
      canvas[at] = red + grain;
      canvas[at + 1] = green + grain;
      canvas[at + 2] = blue + grain;
    }
  }
}

function paintShape(canvas: Float32Array, width: number, height: number, shape: Shape): void {
  const { x: cx, y: cy, halfWidth, halfHeight, round } = shape;
  const [red, green, blue] = shape.colour;
  const bottom = Math.min(height - 1, Math.floor(cy + halfHeight));
  const right = Math.min(width - 1, Math.floor(cx + halfWidth));
  for (let y = Math.max(0, Math.ceil(cy - halfHeight)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.ceil(cx - halfWidth)); x <= right; x++) {
      const [across, down] = [(x - cx) / halfWidth, (y - cy) / halfHeight];
      if (round && across * across + down * down > 1) continue;
      const light = 1 - 0.25 * (across + down);
      const at = (y * width + x) * 3;
      canvas[at] = red * light;
      canvas[at + 1] = green * light;
      canvas[at + 2] = blue * light;
    }
  }
}

/** Box-Muller, one value a call. */
const gaussian = (random: () => number) => sqrt(-2 * log(1 - random())) * cos(2 * PI * random());

/** Adds Gaussian noise to the pixels in place; `sigma` in levels of 255. */
export function addNoise(pixels: Uint8Array, seed: number, sigma: number): void {
  const random = seededRandom(seed ^ 0x5eed);
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  for (let at = 0; at < clamped.length; at++) clamped[at] = (clamped[at] ?? 0) + sigma * gaussian(random);
}

/** Raw sRGB pixels, three bytes each, of a picture that depends on its arguments alone. `exposure` in stops. */
export function paintScene(scene: {
  seed: number;
  width: number;
  height: number;
  exposure?: number;
}): Uint8Array {
  const { seed, width, height, exposure = 0 } = scene;
  const random = seededRandom(seed);
  const canvas = new Float32Array(width * height * 3);
  paintGround(canvas, width, height, random);
  for (const shape of someShapes(random, width, height)) paintShape(canvas, width, height, shape);

  const gain = 2 ** (exposure / 2.2);
  const pixels = new Uint8ClampedArray(canvas.length);
  for (let at = 0; at < canvas.length; at++) pixels[at] = (canvas[at] ?? 0) * gain;
  return new Uint8Array(pixels.buffer);
}
