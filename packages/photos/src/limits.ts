/** What a photo may cost to decode, and how big it leaves. */
export interface PhotoLimits {
  /**
   * Pixels of all frames together, as the header declares them.
   * @default 100_000_000
   */
  maxPixels: number;
  /**
   * Frames of an animation or pages of a TIFF. Only the first is judged, but opening the file walks them all.
   * @default 500
   */
  maxFrames: number;
  /**
   * Whole seconds that decoding may take once a thread is free for it.
   * @default 20
   */
  maxDecodeSeconds: number;
  /**
   * Longest side of the pixels that pictures are compared by, and that every JPEG of their size or less is made of.
   * @default 1024
   */
  maxSide: number;
}

export const DEFAULT_PHOTO_LIMITS: PhotoLimits = {
  maxPixels: 100_000_000,
  maxFrames: 500,
  maxDecodeSeconds: 20,
  maxSide: 1024,
};
