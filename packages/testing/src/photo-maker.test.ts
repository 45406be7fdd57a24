import sharp from 'sharp';
import { MADE_UP_CAMERA, makePhoto } from './photo-maker.ts';

const size = { width: 240, height: 160 };

/** Mean and standard deviation of the grey levels, and of what changes from one pixel to the next. */
async function measure(photo: Buffer) {
  const grey = await sharp(photo).greyscale().raw().toBuffer();
  const mean = grey.reduce((sum, level) => sum + level, 0) / grey.length;
  let steps = 0;
  for (let at = 1; at < grey.length; at++) steps += Math.abs(grey[at]! - grey[at - 1]!);
  return { mean, detail: steps / grey.length };
}

test('the same recipe gives the same bytes, another seed another picture', async () => {
  const photo = await makePhoto({ seed: 1, noise: 5, ...size });
  expect(await makePhoto({ seed: 1, noise: 5, ...size })).toEqual(photo);
  expect(await makePhoto({ seed: 2, noise: 5, ...size })).not.toEqual(photo);
});

test('exposure, blur and noise can be measured on the picture', async () => {
  const [plain, dark, bright, blurred, noisy] = await Promise.all(
    [{}, { exposure: -2 }, { exposure: 2 }, { blur: 3 }, { noise: 20 }].map(async (twist) =>
      measure(await makePhoto({ seed: 3, format: 'png', ...size, ...twist })),
    ),
  );
  expect(dark!.mean).toBeLessThan(plain!.mean * 0.7);
  expect(bright!.mean).toBeGreaterThan(plain!.mean * 1.2);
  expect(blurred!.detail).toBeLessThan(plain!.detail * 0.6);
  expect(noisy!.detail).toBeGreaterThan(plain!.detail * 2);
});

test('camera, position and orientation are in the file', async () => {
  const photo = await makePhoto({
    seed: 4,
    ...size,
    exif: true,
    gps: { latitude: 48.8584, longitude: 2.2945 },
    orientation: 6,
  });
  const { exif, orientation, width, height } = await sharp(photo).metadata();
  expect({ orientation, width, height }).toEqual({ orientation: 6, width: 160, height: 240 });
  expect(exif!.toString('latin1')).toContain(MADE_UP_CAMERA.LensModel);
  const northOf48 = Buffer.from([48, 0, 0, 0, 1, 0, 0, 0, 51, 0, 0, 0, 1, 0, 0, 0]);
  expect(exif!.includes(northOf48)).toBe(true);
});

test('the file holds its colours as asked', async () => {
  const made = async (recipe: object) => sharp(await makePhoto({ seed: 5, ...size, ...recipe })).metadata();
  expect(await made({ colour: 'cmyk' })).toMatchObject({ space: 'cmyk', channels: 4 });
  expect(await made({ colour: 'grey' })).toMatchObject({ space: 'b-w', channels: 1 });
  expect(await made({ colour: 'rgb16', format: 'png' })).toMatchObject({ depth: 'ushort' });
  expect(await made({ colour: 'rgba', format: 'webp' })).toMatchObject({ hasAlpha: true });
  expect(await made({ icc: 'p3' })).toMatchObject({ hasProfile: true });
});
