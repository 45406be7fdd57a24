import { sniffFormat } from '@jmj/contracts';

/** What the service takes unless it is configured otherwise (`MAX_UPLOAD_BYTES`). */
const MAX_BYTES = 25 * 1024 * 1024;

export type PhotoComplaint = 'empty' | 'heic' | 'unsupported-format' | 'photo-too-large';

/** What the service would refuse, known before anything is sent. */
export async function complaintAbout(file: Blob): Promise<PhotoComplaint | undefined> {
  if (file.size === 0) return 'empty';
  const format = sniffFormat(new Uint8Array(await file.slice(0, 256).arrayBuffer()));
  if (format === 'heic') return 'heic';
  if (format === undefined) return 'unsupported-format';
  return file.size > MAX_BYTES ? 'photo-too-large' : undefined;
}
