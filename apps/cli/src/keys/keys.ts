import {
  type ApiKey,
  apiKeySchema,
  type CreatedKey,
  createdKeySchema,
  type KeyRotation,
  keyListSchema,
} from '@jmj/contracts';
import { AdminError, type AdminOptions, createAdmin } from '../money/admin.ts';
import { table } from '../money/table.ts';

export type KeysAction =
  | { do: 'list' }
  | { do: 'create'; tenant: string; label: string; expiresAt?: string | undefined }
  | ({ do: 'rotate'; id: string } & Partial<KeyRotation>)
  | { do: 'revoke'; id: string };

export interface KeysCommand extends AdminOptions {
  action: KeysAction;
  json: boolean;
}

interface Output {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

const until = ({ status, expiresAt, graceUntil }: ApiKey): string => {
  const end = status === 'expired' ? `expired ${expiresAt}` : (expiresAt ?? 'revoked');
  return graceUntil === undefined ? end : `${end}; the one before until ${graceUntil}`;
};

const row = (key: ApiKey): string[] => [
  key.id,
  key.tenant,
  key.label,
  key.start ? `${key.start}…` : '',
  key.rotatedAt ?? key.createdAt ?? '',
  key.source === 'environment' ? 'API_KEYS is changed' : until(key),
];

/** The key alone goes to standard output, so that it can be piped to where it is needed. */
function tellSecret({ stdout, stderr }: Output, made: CreatedKey): void {
  stdout.write(`${made.key}\n`);
  const grace = made.graceUntil === undefined ? '' : ` The key of before is valid until ${made.graceUntil}.`;
  stderr.write(
    `Key ${made.id} of ${made.tenant}. It is shown this once and kept only as a hash: put it where it is needed now.${grace}\n`,
  );
}

async function act({ action, json, ...options }: KeysCommand, output: Output): Promise<void> {
  const admin = createAdmin(options);
  const { stdout } = output;
  const asJson = (told: unknown) => stdout.write(`${JSON.stringify(told, undefined, 2)}\n`);
  const send = (method: string, body: object) => ({ method, body: JSON.stringify(body) });

  if (action.do === 'list') {
    const { keys } = await admin.json('keys', keyListSchema);
    if (json) asJson({ keys });
    else if (keys.length === 0) stdout.write('No keys: nobody can call.\n');
    else stdout.write(table(['id', 'tenant', 'label', 'key', 'made', 'valid until'], keys.map(row)));
    return;
  }
  if (action.do === 'revoke') {
    const path = `keys/${encodeURIComponent(action.id)}`;
    const revoked = await admin.json(path, apiKeySchema, { method: 'DELETE' });
    if (json) asJson(revoked);
    else stdout.write(`Revoked: ${revoked.id} of ${revoked.tenant} (${revoked.label}).\n`);
    return;
  }
  const { do: what, ...asked } = action;
  const { id, ...body } = { id: '', ...asked };
  const path = what === 'create' ? 'keys' : `keys/${encodeURIComponent(id)}/rotate`;
  const made = await admin.json(path, createdKeySchema, send('POST', body));
  if (json) asJson(made);
  else tellSecret(output, made);
}

/** Lists keys, or changes one. Resolves with the exit code. */
export async function keys(command: KeysCommand, output: Output): Promise<number> {
  try {
    await act(command, output);
    return 0;
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    output.stderr.write(`${error.message}\n`);
    return 1;
  }
}
