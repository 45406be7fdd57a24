import { sniffFormat } from '@jmj/contracts';

/** A photo as callers hold it: a file of a browser, or bytes. */
export type PhotoInput = Blob | Uint8Array | ArrayBuffer;

/** A photo by its address on the public internet: the service fetches it. */
export interface PhotoAddress {
  url: string | URL;
}

/** As many first bytes as tell every format that the service knows. */
const HEAD_BYTES = 256;

/** The photo as a body that can be sent more than once, with the type that its first bytes tell. */
export async function toUpload(photo: PhotoInput): Promise<{ body: Blob; contentType: string }> {
  const body = photo instanceof Blob ? photo : new Blob([photo as Uint8Array<ArrayBuffer> | ArrayBuffer]);
  const format = sniffFormat(new Uint8Array(await body.slice(0, HEAD_BYTES).arrayBuffer()));
  if (format) return { body, contentType: `image/${format}` };
  return { body, contentType: body.type.startsWith('image/') ? body.type : 'application/octet-stream' };
}
