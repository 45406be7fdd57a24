import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { receivePhoto } from './photo.ts';

const MAX = 1_000_000;
const JPEG_HEAD = [0xff, 0xd8, 0xff, 0xe0];

/** Chunks as the HTTP parser gives them: each in a buffer of its own. */
function chunksOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, n) => {
    const chunk = Buffer.from(new ArrayBuffer(1000)).fill(n);
    if (n === 0) chunk.set(JPEG_HEAD);
    return chunk;
  });
}

test('a photo is what its chunks were', async () => {
  const chunks = chunksOf(3);
  const whole = Buffer.concat(chunks);
  const photo = await receivePhoto(Readable.from(chunks), MAX);
  expect(photo).toMatchObject({ size: 3000, format: 'jpeg' });
  expect(photo.sha256).toBe(createHash('sha256').update(whole).digest('hex'));
  expect(whole.equals(photo.bytes())).toBe(true);
});

test.each([1, 3])(
  'dropping a photo of %p chunks frees their memory, and leaves what was taken of it',
  async (count) => {
    const chunks = chunksOf(count);
    const whole = Buffer.concat(chunks);
    const photo = await receivePhoto(Readable.from(chunks), MAX);
    const taken = photo.bytes();
    photo.drop();
    expect(chunks.map((chunk) => chunk.byteLength)).toEqual(Array(count).fill(0));
    expect(whole.equals(taken)).toBe(true);
  },
);

test('a photo that was dropped is not taken for one of zeros', async () => {
  const photo = await receivePhoto(Readable.from(chunksOf(3)), MAX);
  photo.drop();
  expect(() => photo.bytes()).toThrow(/dropped/);
});

test('a chunk that is part of a larger buffer is left alone', async () => {
  const larger = Buffer.concat([...chunksOf(2), Buffer.from('the rest is somebody else’s')]);
  const photo = await receivePhoto(
    Readable.from([larger.subarray(0, 1000), larger.subarray(1000, 2000)]),
    MAX,
  );
  photo.drop();
  expect(larger.toString('utf8', 2000)).toBe('the rest is somebody else’s');
});
