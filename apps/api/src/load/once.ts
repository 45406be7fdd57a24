import { Failure } from '@jmj/core';
import type { IdempotencyKeys } from '@jmj/intake';
import type { FastifyRequest } from 'fastify';
import { invalid } from '../intake/options.ts';

/** How soon to ask for the answer of a request under way, at most, ms. */
const ASK_AGAIN_MS = 1000;
/** A structured string, as the draft has it, or the bare key, as most send it. */
const FORM = /^(?:"([\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\w.:~+/=-]{1,255}))$/;

/** @throws Failure `invalid-request` */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  const [, quoted, bare] = FORM.exec(String(given)) ?? [];
  const key = quoted ?? bare;
  if (key === undefined)
    throw invalid([{ field: 'Idempotency-Key', message: 'expected one key of 1 to 255 visible characters' }]);
  return key;
}

export interface Once<T> {
  tenant: string;
  key: string;
  userHash?: string | undefined;
  /** What tells this request from others with the same key. */
  payload: unknown;
  /** Carries it out under an id that stays the same should this process go away meanwhile; tells what it came to. */
  run(id: string): Promise<{ id: string; answer: T }>;
  /** Whether what goes by this id is over: then there is nothing left to carry out. */
  isOver(id: string): Promise<boolean>;
}

/** The answer of the one that was carried out; what the others are told, which is only what it came to. */
export type OnceOutcome<T> = { answer: T } | { answer?: undefined; replayed: string };

/**
 * Carries out requests of one key once. A refusal does not count: who is refused may send the same again.
 * @throws Failure `idempotency-mismatch`, `idempotency-in-progress`, or what `run` throws
 */
export function createOnce(keys: IdempotencyKeys, onBackgroundError: (error: unknown) => void) {
  return async function once<T>(asked: Once<T>): Promise<OnceOutcome<T>> {
    const scope = { tenant: asked.tenant, key: asked.key, userHash: asked.userHash };
    const claim = await keys.claim(scope, JSON.stringify(asked.payload));
    if (claim.state === 'mismatch')
      throw new Failure(
        'idempotency-mismatch',
        'Expected the same photo and options as before, or a new key',
      );
    if (claim.state === 'running') {
      const retryAfterMs = Math.min(claim.retryMs, ASK_AGAIN_MS);
      throw new Failure('idempotency-in-progress', 'Ask again for its answer in a moment', { retryAfterMs });
    }
    if (claim.state === 'done') return { replayed: claim.id };

    const stopKeeping = keys.keep(scope, claim.claim);
    const settle = (id: string) => keys.settle(scope, claim.claim, id);
    try {
      if (claim.state === 'abandoned' && (await asked.isOver(claim.id))) {
        await settle(claim.id);
        return { replayed: claim.id };
      }
      const { id, answer } = await asked.run(claim.id);
      await settle(id).catch(onBackgroundError); // it was accepted: who asks again gets there under the same id
      return { answer };
    } catch (error) {
      await keys.letGo(scope, claim.claim).catch(onBackgroundError);
      throw error;
    } finally {
      stopKeeping();
    }
  };
}

export type CarryOutOnce = ReturnType<typeof createOnce>;
