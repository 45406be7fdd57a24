import { type Quarantine, quarantined } from './quarantine.ts';

/** Who has a photo open, in the whole fleet. A worker that goes away with it stays in it until somebody survives the photo. */
export interface Openings {
  /** This process is about to open it, and is heard of until `letGo`. */
  begin(sha256: string, letGo: AbortSignal): Promise<Others>;
  /** Whoever opened it is still there: all is forgotten. */
  survived(sha256: string): Promise<void>;
}

export interface Others {
  /** Processes that have it open, or went away with it: which of the two cannot be told at once. */
  open: number;
  /** Those of them that are not heard of any more. */
  gone: number;
}

export interface OpeningDeps {
  /** Without it nobody learns what workers died of. */
  openings?: Openings | undefined;
  /** Opens a photo where it can do no harm; false when it did some. Without it a photo that is suspected is opened like all others. */
  taste?: ((bytes: Uint8Array, signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Where photos go that workers did not survive. */
  quarantine?: Quarantine | undefined;
}

export interface OpenedPhoto {
  sha256: string;
  bytes: Uint8Array;
  /** Whose it is, for the person who finds it in quarantine. */
  why: string;
  signal: AbortSignal;
}

/** While so many have it open, or went away with it, a photo is tasted before it is opened: so no more than these go away. */
const SUSPECTED = 2;
/** However well it tastes, so many do not go away with it by chance. */
const GUILTY = 10;

const NOBODY: Others = { open: 0, gone: 0 };

/** Opens photos that the process may not survive, so that others know. */
export function createOpening({ openings, taste, quarantine }: OpeningDeps) {
  /** How many went away with a photo, as far as can be told; 0: it can be opened. */
  async function deathsBy({ bytes, signal }: OpenedPhoto, { open, gone }: Others): Promise<number> {
    if (open < SUSPECTED) return 0;
    if (gone >= GUILTY) return gone;
    const isHarmless = (await taste?.(bytes, signal)) ?? true;
    return isHarmless ? 0 : Math.max(SUSPECTED, gone) + 1;
  }

  /** @throws Failure `photo-quarantined` when whoever opens it goes away */
  return async function open<T>(photo: OpenedPhoto, work: () => Promise<T>): Promise<T> {
    const { sha256, why } = photo;
    // Somebody may have found it out since it was taken in.
    if (await quarantine?.has(sha256)) throw quarantined();
    const held = new AbortController();
    try {
      const others = (await openings?.begin(sha256, held.signal)) ?? NOBODY;
      const deaths = await deathsBy(photo, others);
      if (deaths > 0) {
        // Before anybody is told: who sends it again at once finds it there.
        await quarantine?.add(sha256, why, deaths);
        throw quarantined();
      }
      try {
        return await work();
      } finally {
        await openings?.survived(sha256);
      }
    } finally {
      held.abort();
    }
  };
}
