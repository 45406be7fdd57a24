/** Runs what decodes so many pixels, as soon as there is room for them. */
export type DecodingRoom = <T>(pixels: number, decode: () => Promise<T>) => Promise<T>;

/**
 * Bounds the pixels that are being decoded at a time, in the order they came. Decoders hold whole pictures in memory, up to 6 bytes for each pixel
 * of a progressive JPEG: four of 100 megapixels at once would be 2.4 GB. One that is larger than the room has it to itself.
 */
export function createDecodingRoom(mostPixels: number): DecodingRoom {
  const waiting: { pixels: number; enter: () => void }[] = [];
  let taken = 0;

  function letIn(): void {
    for (
      let [first] = waiting;
      first && (taken === 0 || taken + first.pixels <= mostPixels);
      [first] = waiting
    ) {
      waiting.shift();
      taken += first.pixels;
      first.enter();
    }
  }

  return async (pixels, decode) => {
    await new Promise<void>((resolve) => {
      waiting.push({ pixels, enter: resolve });
      letIn();
    });
    try {
      return await decode();
    } finally {
      taken -= pixels;
      letIn();
    }
  };
}
