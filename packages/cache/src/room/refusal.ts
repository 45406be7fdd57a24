/** The store would not take an entry: its budget is used up and bounded work could not make room. Nothing was stored. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/** Redis at its memory limit answers `OOM …`, or wraps it when a script was running. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ReplyError' && /\bOOM\b/.test(error.message);

/** The store has answered, and the answer is no: it is not away. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof NoRoom || (error instanceof Error && error.name === 'ReplyError');
