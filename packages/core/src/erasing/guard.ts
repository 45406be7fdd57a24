import type { Billing } from '../bill.ts';
import type { CritiqueCache } from '../ports/critiques.ts';
import type { TwinIndex } from '../ports/judging.ts';
import type { Flights } from '../ports/waiting.ts';
import type { Owner } from '../spending.ts';
import type { CritiqueEraser, Ownership } from './ports.ts';

export interface GuardDeps {
  ownership: Ownership;
  flights: Pick<Flights, 'waiting'>;
  eraser: Pick<CritiqueEraser, 'remove'>;
  /** Forgets what names the payer, in the ledger and the budgets. */
  forgetPayer: (payer: { tenant: string; userHash: string }) => Promise<void>;
  onBackgroundError: (error: unknown) => void;
}

interface Payer extends Owner {
  fingerprint: string;
}

/**
 * The worker's side of erasing: nothing that it makes outlives its owner. It writes first and looks after, while who erases takes
 * the name off first and looks for what is written after: whichever comes last sees the other.
 */
export function createErasureGuard(deps: GuardDeps) {
  const { ownership, flights, eraser } = deps;

  /** One that somebody waits for is theirs, whatever the index says. */
  async function isNobodys(fingerprint: string): Promise<boolean> {
    if (await ownership.isOwned(fingerprint)) return false;
    return (await flights.waiting(fingerprint)).length === 0;
  }

  return {
    isNobodys,

    critiques: (inner: CritiqueCache): CritiqueCache => ({
      ...inner,
      async put(fingerprint, cached) {
        await inner.put(fingerprint, cached);
        if (await isNobodys(fingerprint)) await eraser.remove([fingerprint]);
      },
    }),

    twinIndex: (inner: TwinIndex): TwinIndex => ({
      ...inner,
      async add(tenant, photo) {
        await inner.add(tenant, photo);
        if (!(await ownership.isPhotoOwned(tenant, photo.sha256))) await inner.forget(tenant, [photo.sha256]);
      },
    }),

    /** The payer of a job that went on without them is in no book. */
    billing<B extends Pick<Billing, 'close'>>(inner: B): B {
      async function forget({ tenant, userHash, fingerprint }: Payer): Promise<void> {
        if (userHash === undefined || (await ownership.owns({ tenant, userHash }, fingerprint))) return;
        await deps.forgetPayer({ tenant, userHash });
      }
      return {
        ...inner,
        async close(job: Parameters<Billing['close']>[0], judged: boolean) {
          await inner.close(job, judged);
          await forget(job).catch(deps.onBackgroundError);
        },
      };
    },
  };
}

export type ErasureGuard = ReturnType<typeof createErasureGuard>;
