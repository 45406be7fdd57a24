import { createClient } from './index.ts';
import { ESTIMATE, startService, type TestService } from './testing/service.ts';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 60 }, (_, i) => i)]);

let service: TestService;
beforeEach(async () => {
  service = await startService({ apiKey: 'key' });
});
afterEach(() => service.close());
const client = (apiKey = 'key') => createClient({ baseUrl: service.url, apiKey });

test('the size of a photo is enough', async () => {
  const sha256 = 'a'.repeat(64);
  const told = await client().estimate(
    { width: 6000, height: 4000, sha256 },
    { tone: 'roast', quality: 'fine' },
  );
  expect(told).toEqual(ESTIMATE);
  expect(service.received).toMatchObject([
    { path: '/v1/estimates', json: { width: 6000, height: 4000, sha256, tone: 'roast', quality: 'fine' } },
  ]);
});

test.each([
  ['bytes', JPEG],
  ['a blob', new Blob([JPEG])],
  ['a buffer', JPEG.slice().buffer],
])('%s of a photo are sent as they are', async (_, photo) => {
  expect(await client().estimate(photo, { speed: 'economy' })).toEqual(ESTIMATE);
  expect(service.received).toMatchObject([{ path: '/v1/estimates?speed=economy', photoBytes: JPEG.length }]);
  expect(service.received[0]?.headers['content-type']).toBe('image/jpeg');
});

test('what is refused is an error with its code', async () => {
  await expect(client('other').estimate({ width: 1, height: 1 })).rejects.toMatchObject({
    code: 'unauthorized',
  });
});
