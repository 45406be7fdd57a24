import { gunzipSync } from 'node:zlib';
import { gzipWith, packTail } from './gzip.ts';

const TAIL = Buffer.from(`"critique":"${'Lumière douce, cadrage serré. '.repeat(120)}"}`);
const HEAD = `{"id":"${'x'.repeat(200)}",`;

describe('a beginning and a packed tail', () => {
  test.each([
    ['nothing', 'nothing', '', Buffer.alloc(0)],
    ['a head', 'nothing', HEAD, Buffer.alloc(0)],
    ['nothing', 'a tail', '', TAIL],
    ['one byte', 'one byte', '{', Buffer.from('}')],
    ['a head', 'a tail', HEAD, TAIL],
    ['the longest head', 'a long tail', 'h'.repeat(65_535), Buffer.concat(Array(60).fill(TAIL))],
  ])('are one gzip stream of both: %s and %s', (_head, _tail, head, tail) => {
    const stream = gzipWith(head, packTail(tail));
    expect(gunzipSync(stream).equals(Buffer.concat([Buffer.from(head), tail]))).toBe(true);
  });

  test('are smaller than they were', () => {
    expect(gzipWith(HEAD, packTail(TAIL)).length).toBeLessThan((HEAD.length + TAIL.length) / 4);
  });
});

test('a tail is packed once for all beginnings', () => {
  const packed = packTail(TAIL);
  for (const head of ['{"id":1,', '{"id":22,', HEAD])
    expect(gunzipSync(gzipWith(head, packed)).toString()).toBe(head + TAIL.toString());
});

test('a beginning that is longer than a stored block is refused', () => {
  expect(() => gzipWith('h'.repeat(65_536), packTail(TAIL))).toThrow(RangeError);
});
