import { deflateRawSync, inflateRawSync } from 'node:zlib';

export const compress = (text: string): Buffer => deflateRawSync(text);
export function expand(bytes: Uint8Array): Buffer | undefined {
  try {
    return inflateRawSync(bytes);
  } catch {
    return undefined;
  }
}
