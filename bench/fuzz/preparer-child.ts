import { Failure, sniffFormat } from '@jmj/core';
import { createPhotoPreparer, createTwinThread, setUpDecoder } from '@jmj/photos';
import { dimensionsOf } from '@jmj/photos/header';
import sharp from 'sharp';
import type { PhotoOutcome } from './preparer-target.ts';

/** What a worker does with a photo, in a process that may die of it. Photos come in as messages, outcomes go out. */

setUpDecoder();
const thread = createTwinThread();
const preparer = createPhotoPreparer({}, { sketch: thread.sketch });
const asUsual = ({ width, height }: { width: number; height: number }) => {
  const scale = Math.min(1, 1024 / Math.max(width, height));
  return { width: width * scale, height: height * scale, tokens: { min: 0, expected: 0, max: 0 } };
};

async function outcomeOf(bytes: Uint8Array): Promise<string> {
  const format = sniffFormat(bytes);
  if (format && format !== 'heic') dimensionsOf(format, [bytes]);
  try {
    const prepared = await preparer.prepare(bytes, asUsual);
    await prepared.sketch?.();
    return 'prepared';
  } catch (error) {
    if (error instanceof Failure) return error.code;
    return `unexpected: ${error instanceof Error ? error.stack : String(error)}`;
  }
}

/** sharp says when pixels are asked for, by whatever way, and when they are there; it says nothing when a header is read. */
let decoded = 0;
sharp.queue.on('change', () => {
  decoded += 1;
});

process.on('message', async (bytes: unknown) => {
  if (!(bytes instanceof Uint8Array)) return;
  decoded = 0;
  const since = performance.now();
  const outcome = await outcomeOf(bytes);
  process.send?.({ outcome, ms: performance.now() - since, decoded } satisfies PhotoOutcome);
});
process.on('disconnect', () => process.exit(0));
process.channel?.ref(); // the gauge lets go of it, and nothing else keeps this process
process.send?.('ready');
