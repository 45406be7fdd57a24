import { randomUUID } from 'node:crypto';
import { ApiError, badRequest } from './api-error.ts';

export interface StoredFile {
  id: string;
  filename: string;
  purpose: string;
  bytes: Buffer;
  createdAt: number;
  expiresAt?: number | undefined;
}

const MAX_FILE_BYTES = 200 * 1024 * 1024;

const seconds = () => Math.floor(Date.now() / 1000);

/** Files as OpenAI keeps them, until they are deleted. */
export function createFiles() {
  const files = new Map<string, StoredFile>();

  function find(id: string): StoredFile {
    const file = files.get(id);
    if (file) return file;
    throw new ApiError(404, `No such File object: ${id}`, { param: 'id' });
  }

  function add(file: Pick<StoredFile, 'filename' | 'purpose' | 'bytes' | 'expiresAt'>): StoredFile {
    const stored = { ...file, id: `file-${randomUUID().replaceAll('-', '')}`, createdAt: seconds() };
    files.set(stored.id, stored);
    return stored;
  }

  return {
    all: files as ReadonlyMap<string, StoredFile>,
    find,
    add,
    /** Reads `multipart/form-data`: `file`, `purpose`, `expires_after[…]`. */
    async receive(body: Buffer, contentType: string): Promise<StoredFile> {
      const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
        .formData()
        .catch(() => {
          throw badRequest('Could not parse multipart form', 'body', 'invalid_multipart_form_data');
        });
      const [file, purpose] = [form.get('file'), form.get('purpose')];
      if (!(file instanceof File)) throw badRequest("Missing required parameter: 'file'.", 'file');
      if (purpose !== 'batch') throw badRequest(`'${String(purpose)}' is not one of ['batch']`, 'purpose');
      const [anchor, after] = [form.get('expires_after[anchor]'), form.get('expires_after[seconds]')];
      if (after !== null && (anchor !== 'created_at' || Number(after) < 3600 || Number(after) > 2_592_000))
        throw badRequest("Invalid 'expires_after'.", 'expires_after');
      const bytes = Buffer.from(await file.arrayBuffer());
      if (bytes.length > MAX_FILE_BYTES) throw new ApiError(413, 'The file is too large.');
      const expiresAt = after === null ? undefined : seconds() + Number(after);
      return add({ filename: file.name, purpose, bytes, expiresAt });
    },
    delete(id: string): void {
      find(id);
      files.delete(id);
    },
    show: ({ id, filename, purpose, bytes, createdAt, expiresAt }: StoredFile) => ({
      id,
      object: 'file',
      bytes: bytes.length,
      created_at: createdAt,
      ...(expiresAt !== undefined && { expires_at: expiresAt }),
      filename,
      purpose,
      status: 'processed',
    }),
  };
}

export type Files = ReturnType<typeof createFiles>;
