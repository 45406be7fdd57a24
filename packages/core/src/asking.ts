import type { AnalysisOptions, CostEstimate, Priority, Quality } from '@jmj/contracts';
import { userHashOf } from './draft.ts';
import type { Erasures, User } from './erasing/ports.ts';
import { Failure } from './failure.ts';
import { type Fingerprint, fingerprintKey } from './fingerprint.ts';
import { DEFAULT_QUALITY, type JudgeIdentity, LOCAL_MODEL, revisionFor } from './judge.ts';
import type { UserIndex } from './ports/critiques.ts';
import type { AnalysisRecord } from './ports/waiting.ts';
import type { Budgets, Dimensions, Estimator } from './spending.ts';

export interface AskingDeps {
  judge: JudgeIdentity;
  /** Without it nobody's photos are noted. */
  users?: UserIndex | undefined;
  /** Tells what an answer will cost. Without it nothing is estimated, and nothing held back. */
  estimator?: Estimator | undefined;
  budgets?: Budgets | undefined;
  /** Without it nobody is erased while what they sent is taken in. */
  erasing?: (Pick<Erasures, 'within'> & { again(user: User): Promise<unknown> }) | undefined;
  /** For those who ask for none. @default 'standard' */
  quality?: Quality | undefined;
  /** What its jobs are added with. @default by what was asked: 'live' or 'economy' */
  priority?: Priority | undefined;
}

/** What follows from what a caller asks for: the fingerprint, its price, the hold on a budget. */
export function createAsking(deps: AskingDeps) {
  const qualityOf = ({ quality = deps.quality ?? DEFAULT_QUALITY }: AnalysisOptions): Quality => quality;

  const wasErased = async ({ tenant, userId }: User, since: number): Promise<boolean> =>
    (await deps.erasing?.within(userHashOf(tenant, userId), performance.now() - since)) ?? false;

  return {
    qualityOf,

    fingerprintOf(sha256: string, options: AnalysisOptions, judge = deps.judge): Fingerprint {
      const { tone, language, photoType } = options;
      const promptRevision = revisionFor(judge, qualityOf(options));
      return { sha256, tone, language, photoType, promptRevision, model: judge.model };
    },

    /** What the answer will cost; nothing when it costs nothing. @param inBatch it is one of those that the provider judges together */
    estimate(
      dimensions: (() => Dimensions | undefined) | undefined,
      options: AnalysisOptions,
      { model, standIns = [] }: JudgeIdentity,
      inBatch = false,
    ): CostEstimate | undefined {
      if (model === LOCAL_MODEL || !deps.estimator) return undefined;
      const { tone, language, photoType } = options;
      const speed = (deps.priority ?? priorityOf(options)) === 'live' ? 'interactive' : 'economy';
      const quality = qualityOf(options);
      const asked = {
        dimensions: dimensions?.(),
        tone,
        language,
        photoType,
        quality,
        speed,
        inBatch,
      } as const;
      return withDearest(
        deps.estimator.estimate({ ...asked, model }),
        standIns
          .filter((name) => name !== LOCAL_MODEL)
          .map((name) => deps.estimator?.estimate({ ...asked, model: name })),
      );
    },

    /** Whether the money for it is held back; `local` when the tenant would rather have the local judge then. */
    async hold({ id, tenant, userId, model, estimated }: AnalysisRecord): Promise<'held' | 'local'> {
      if (model === LOCAL_MODEL || !deps.budgets) return 'held';
      const userHash = userId === undefined ? undefined : userHashOf(tenant, userId);
      return deps.budgets.hold(id, { tenant, userHash }, estimated?.microUsd?.max);
    },

    async letGoOfHold(id: string): Promise<void> {
      await deps.budgets?.close(id, false);
    },

    /**
     * Notes whose photo leads to it, before there is anything to erase: what nobody can find again could not be erased, and what is
     * nobody's is not kept.
     */
    async noteUser(
      tenant: string,
      { userId }: Pick<AnalysisOptions, 'userId'>,
      fingerprint: Fingerprint,
    ): Promise<void> {
      await deps.users?.add({ tenant, userId }, fingerprintKey(fingerprint));
    },

    /** The same for an answer that is known. Nothing is written for those who give no name. */
    async noteHit(
      tenant: string,
      { userId }: AnalysisOptions,
      fingerprint: Fingerprint,
      since: number,
    ): Promise<void> {
      if (userId === undefined) return;
      const user = { tenant, userId };
      await deps.users?.add(user, fingerprintKey(fingerprint));
      if (await wasErased(user, since)) await deps.users?.remove(user, fingerprintKey(fingerprint));
    },

    /** To be called when all is written that was asked for: what its user had erased meanwhile goes, too. @throws Failure `conflict` */
    async standBy(tenant: string, users: readonly (string | undefined)[], since: number): Promise<void> {
      let isErased = false;
      for (const userId of users) {
        if (userId === undefined || !(await wasErased({ tenant, userId }, since))) continue;
        await deps.erasing?.again({ tenant, userId });
        isErased = true;
      }
      if (isErased) throw new Failure('conflict', 'The user was erased while this was taken in');
    },
  };
}

/** What is held back has to do for the dearest model that may judge in the end. */
function withDearest(own: CostEstimate, others: (CostEstimate | undefined)[]): CostEstimate {
  if (!own.microUsd) return own;
  const most = others.map((it) => it?.microUsd?.max ?? 0);
  return { ...own, microUsd: { ...own.microUsd, max: Math.max(own.microUsd.max, ...most) } };
}

export type Asking = ReturnType<typeof createAsking>;

/** Who asks for economy can wait. */
export const priorityOf = ({ speed }: AnalysisOptions): Priority =>
  speed === 'economy' ? 'economy' : 'live';
