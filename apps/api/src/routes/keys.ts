import type { Keyring, KeyTable } from '@jmj/access';
import { type ApiKey, type KeyList, keyRequestSchema, keyRotationSchema } from '@jmj/contracts';
import type { Logger } from '@jmj/runtime';
import type { FastifyInstance } from 'fastify';
import type { AdminGate } from '../admin-gate.ts';
import { parseWith } from '../intake/options.ts';

export interface KeysDeps {
  gate: AdminGate;
  keyring: Keyring;
  table: Pick<KeyTable, 'fixed'>;
  /** Reads what has just been changed, for who asks this process next. */
  refresh(): Promise<void>;
  log: Logger;
}

type ById = { Params: { id: string } };

/** For the person who runs the service: who may call. A key is told once, when it is made. */
export function registerKeys(app: FastifyInstance, deps: KeysDeps): void {
  const { gate, keyring, table, log } = deps;

  /** It is done, and a key that was made is told now or never: should Redis go away here, the news will bring it. */
  async function done(what: string, { id, tenant }: ApiKey): Promise<void> {
    log.info({ keyId: id, tenant }, what);
    await deps.refresh().catch((err: unknown) => log.warn({ err }, 'keys: not read after a change'));
  }

  const ofEnvironment = (): ApiKey[] =>
    table.fixed.map(({ tenant, keyId }) => ({
      id: keyId,
      tenant,
      label: 'API_KEYS',
      source: 'environment',
      status: 'active',
    }));

  app.get('/v1/admin/keys', async (request, reply): Promise<KeyList> => {
    gate.admit(request);
    reply.header('cache-control', 'no-store');
    return { keys: [...ofEnvironment(), ...(await keyring.list())] };
  });

  app.post('/v1/admin/keys', async (request, reply) => {
    gate.admit(request);
    const made = await keyring.create(parseWith(keyRequestSchema, request.body ?? {}));
    await done('key created', made);
    return reply.code(201).header('cache-control', 'no-store').send(made);
  });

  app.post<ById>('/v1/admin/keys/:id/rotate', async (request, reply) => {
    gate.admit(request);
    const made = await keyring.rotate(request.params.id, parseWith(keyRotationSchema, request.body ?? {}));
    await done('key rotated', made);
    return reply.header('cache-control', 'no-store').send(made);
  });

  app.delete<ById>('/v1/admin/keys/:id', async (request) => {
    gate.admit(request);
    const revoked = await keyring.revoke(request.params.id);
    await done('key revoked', revoked);
    return revoked;
  });
}
