import { type Quarantined, sha256Schema } from '@jmj/contracts';
import type { QuarantineList } from '@jmj/core';
import type { Logger } from '@jmj/runtime';
import type { FastifyInstance } from 'fastify';
import type { AdminGate } from '../admin-gate.ts';
import { parseWith } from '../intake/options.ts';

export interface QuarantineDeps {
  gate: AdminGate;
  quarantine: Pick<QuarantineList, 'list' | 'clear'>;
  log: Logger;
}

/** For the person who runs the service: photos that workers did not survive, and the button that lets them in again. */
export function registerQuarantine(app: FastifyInstance, { gate, quarantine, log }: QuarantineDeps): void {
  async function release(sha256?: string): Promise<{ removed: number }> {
    const removed = await quarantine.clear(sha256);
    log.info({ removed }, 'photos let out of quarantine');
    return { removed };
  }

  app.get('/v1/admin/quarantine', async (request, reply): Promise<Quarantined> => {
    gate.admit(request);
    reply.header('cache-control', 'no-store');
    return { photos: await quarantine.list() };
  });

  app.delete('/v1/admin/quarantine', async (request) => {
    gate.admit(request);
    return release();
  });

  app.delete<{ Params: { sha256: string } }>('/v1/admin/quarantine/:sha256', async (request) => {
    gate.admit(request);
    return release(parseWith(sha256Schema, request.params.sha256));
  });
}
