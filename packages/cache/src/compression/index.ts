import { deflateRawSync, inflateRawSync } from 'node:zlib';

export const compress = (text: string): Buffer => deflateRawSync(text);
export function expand(bytes: Uint8Array): string | undefined {
  try {
    return inflateRawSync(bytes).toString();
  } catch {
    return undefined;
  }
}
