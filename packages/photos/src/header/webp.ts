import type { ByteReader } from './bytes.ts';

/** A photo has a handful that are no frames: canvas, colour profile, EXIF, XMP. */
const OTHER_CHUNKS = 20;

/**
 * Frames of a WebP, counted up to `most` + 1. Too many chunks of any other kind are taken for frames, for walking them costs the
 * decoder as much. https://developers.google.com/speed/webp/docs/riff_container
 */
export function webpFrames(file: ByteReader, most: number): number {
  const end = Math.min(file.length, 8 + (file.u32(4, true) ?? 0));
  let chunks = 0;
  let frames = 0;
  for (let at = 12; frames <= most && chunks <= most + OTHER_CHUNKS && at + 8 <= end; chunks++) {
    if (file.name(at) === 'ANMF') frames++;
    const size = file.u32(at + 4, true) ?? 0;
    at += 8 + size + (size & 1);
  }
  return chunks > most + OTHER_CHUNKS ? chunks : Math.max(1, frames);
}
