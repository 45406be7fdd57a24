import type { PhotoType } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import sharp from 'sharp';
import { findFaults } from '../findings.ts';
import { scoreOf } from '../scores.ts';
import { findMerits } from '../strengths.ts';
import { measure } from './index.ts';

const NEVER = new AbortController().signal;
type Recipe = Partial<Parameters<typeof makePhoto>[0]>;

const made = new Map<string, Promise<Buffer>>();

function photo(recipe: Recipe = {}): Promise<Buffer> {
  const key = JSON.stringify(recipe);
  const known = made.get(key) ?? makePhoto({ seed: 11, width: 480, height: 320, ...recipe });
  made.set(key, known);
  return known;
}

async function scoresOf(jpeg: Uint8Array, photoType: PhotoType = 'general') {
  const measured = await measure(jpeg, NEVER);
  return scoreOf(findFaults(measured, photoType, undefined), findMerits(measured));
}

const faultsOf = async (jpeg: Uint8Array, photoType: PhotoType) =>
  findFaults(await measure(jpeg, NEVER), photoType, undefined).map((it) => it.fault);

/** Sky over sea, the line between them leaning. */
function horizon(degrees: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="768" height="512"><rect width="768" height="512" fill="#9cc3e6"/>
    <g transform="rotate(${degrees} 384 300)"><rect x="-500" y="300" width="2000" height="900" fill="#234a5a"/></g></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
}

describe('measuring', () => {
  test('the more blur, the fewer points for focus', async () => {
    const points = await Promise.all(
      [0, 2, 4, 8].map(async (blur) => (await scoresOf(await photo({ blur }))).focus),
    );
    expect(points).toEqual(points.toSorted((a, b) => b - a));
    expect(points[0]! - points[3]!).toBeGreaterThanOrEqual(8);
  });

  test('too dark and too bright both cost points for exposure', async () => {
    const [normal, dark, darker, bright, brighter] = await Promise.all(
      [0, -2, -4, 1.5, 3].map(async (exposure) => (await scoresOf(await photo({ exposure }))).exposure),
    );
    expect(normal!).toBeGreaterThan(dark!);
    expect(dark!).toBeGreaterThan(darker!);
    expect(normal!).toBeGreaterThan(bright!);
    expect(bright!).toBeGreaterThan(brighter!);
  });

  test('noise is measured, and costs points', async () => {
    const noises = await Promise.all(
      [0, 10, 30].map(async (noise) => (await measure(await photo({ noise }), NEVER)).noise),
    );
    expect(noises).toEqual(noises.toSorted((a, b) => a - b));
    expect(noises[0]!).toBeLessThan(1.6);
    const [clean, noisy] = await Promise.all(
      [photo(), photo({ noise: 30 })].map(async (it) => scoresOf(await it)),
    );
    expect(noisy!.focus + noisy!.lighting).toBeLessThan(clean!.focus + clean!.lighting);
  });

  test('blur is measured alike whatever the contrast', async () => {
    const soft = await photo({ blur: 3 });
    const flat = await sharp(soft).linear(0.5, 60).jpeg({ quality: 95 }).toBuffer();
    const [before, after] = await Promise.all([soft, flat].map((it) => measure(it, NEVER)));
    expect(Math.abs(before!.layout.sharpness - after!.layout.sharpness)).toBeLessThan(0.1);
  });

  test.each([-6, -2.5, 0, 1.5, 4])('finds a horizon that leans by %d degrees', async (degrees) => {
    const { horizon: found } = await measure(await horizon(degrees), NEVER);
    expect(found.support).toBeGreaterThan(0.5);
    expect(Math.abs(found.angle - degrees)).toBeLessThanOrEqual(0.5);
  });

  test('a leaning horizon costs a landscape points, and a macro none', async () => {
    const [level, leaning] = await Promise.all([horizon(0), horizon(4)]);
    expect(await faultsOf(leaning, 'landscape')).toContain('tilted');
    expect(await faultsOf(leaning, 'macro')).not.toContain('tilted');
    expect(await faultsOf(level, 'landscape')).not.toContain('tilted');
    expect((await scoresOf(leaning, 'landscape')).composition).toBeLessThan(
      (await scoresOf(level, 'landscape')).composition,
    );
  });

  test('the night may be dark', async () => {
    const dark = await photo({ exposure: -2.5 });
    expect((await scoresOf(dark, 'night')).exposure).toBeGreaterThan((await scoresOf(dark)).exposure);
  });

  test('a portrait wants its sharp part near the middle, a landscape does not mind', async () => {
    const corner = await sharp({ create: { width: 768, height: 512, channels: 3, background: '#889' } })
      .composite([
        {
          input: await sharp(await photo())
            .resize(160, 120)
            .toBuffer(),
          left: 600,
          top: 380,
        },
      ])
      .jpeg()
      .toBuffer();
    expect(await faultsOf(corner, 'portrait')).toContain('misfocused');
    expect(await faultsOf(corner, 'nature')).not.toContain('misfocused');
  });

  test('tells how much is burnt out and how much is blocked', async () => {
    const halves = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#fff' } })
      .composite([
        { input: { create: { width: 100, height: 300, channels: 3, background: '#000' } }, left: 0, top: 0 },
      ])
      .jpeg({ quality: 95 })
      .toBuffer();
    const { light } = await measure(halves, NEVER);
    expect(light.burnt).toBeCloseTo(0.75, 1);
    expect(light.blocked).toBeCloseTo(0.25, 1);
    expect(light.mean).toBeCloseTo(0.75, 1);
  });

  test('names the colour cast of a picture, and none in a grey one', async () => {
    const warm = await sharp(await photo())
      .modulate({ saturation: 0.1 })
      .linear([1.1, 1, 0.75], [0, 0, 0])
      .jpeg()
      .toBuffer();
    const { colour } = await measure(warm, NEVER);
    expect(colour.tint).toBe('warm');
    expect(colour.cast).toBeGreaterThan(1.3);
    expect((await measure(await photo({ colour: 'grey' }), NEVER)).colour.colourfulness).toBeLessThan(4);
  });
});
