import { bytes, dollars, duration, exposureFacts, fileFacts } from './formatting.ts';

test('exposure facts read as a photographer writes them', () => {
  const exif = { camera: 'X-T5', iso: 160, aperture: 2.8, shutterSeconds: 0.004, focalLength: 23.5 };
  expect(exposureFacts('en', exif)).toEqual(['X-T5', 'f/2.8', '1/250 s', 'ISO 160', '23.5 mm']);
  expect(exposureFacts('fr', { aperture: 2.8, shutterSeconds: 2.5 })).toEqual(['f/2,8', '2,5 s']);
  expect(exposureFacts('en')).toEqual([]);
});

test('a file is told by what is known of it', () => {
  const photo = { sha256: 'a'.repeat(64), bytes: 1_240_000 };
  expect(fileFacts('en', { ...photo, width: 4032, height: 3024, format: 'jpeg' })).toEqual([
    '4032 × 3024',
    'JPEG',
    '1.2 MB',
  ]);
  expect(fileFacts('fr', photo)).toEqual(['1,2 Mo']);
});

test('sizes, times and costs keep the digits that matter', () => {
  expect(bytes('en', 300)).toBe('1 kB');
  expect(duration('en', 48.2)).toBe('48 ms');
  expect(duration('fr', 3240)).toBe('3,2 s');
  expect(dollars('en', 0.000416)).toBe('$0.00042');
});
