/** Opens the photo on its standard input as a worker does, and ends: `node taste.ts MAX_PIXELS`. */
import { buffer } from 'node:stream/consumers';
import { setUpDecoder } from '../decoder.ts';
import { DEFAULT_PHOTO_LIMITS } from '../limits.ts';
import { createPhotoPreparer } from '../prepare.ts';
import { createTwinThread } from '../twin-thread/index.ts';

const [maxPixels = ''] = process.argv.slice(2);
setUpDecoder();
const thread = createTwinThread();
const preparer = createPhotoPreparer(
  { ...DEFAULT_PHOTO_LIMITS, maxPixels: Number(maxPixels) },
  { sketch: thread.sketch },
);
try {
  const { maxSide } = DEFAULT_PHOTO_LIMITS;
  const prepared = await preparer.prepare(await buffer(process.stdin), ({ width, height }) => {
    const scale = Math.min(1, maxSide / Math.max(width, height));
    const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
    return { width: side(width), height: side(height), tokens: { min: 0, expected: 0, max: 0 } };
  });
  await prepared.sketch?.();
} catch {
  // It cannot be read: whoever asked will find out, and survive it.
}
process.exit(0);
