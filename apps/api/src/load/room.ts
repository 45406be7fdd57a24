import { Failure } from '@jmj/core';

/** Memory that uploads take while they arrive, in this process. */
export interface Room {
  /** @throws Failure `overloaded` when too little is left */
  take(bytes: number): () => void;
}

/** An upload takes about as long, ms. */
const RETRY_MS = 2000;

/** Counts what is promised to arrive, before it does. What is given back twice counts once. */
export function createRoom(maxBytes: number): Room {
  let taken = 0;
  return {
    take(bytes) {
      // One that would never fit is let in alone.
      if (taken > 0 && taken + bytes > maxBytes)
        throw new Failure('overloaded', 'Too many uploads are under way: try again in a moment', {
          retryAfterMs: RETRY_MS,
        });
      taken += bytes;
      let isGivenBack = false;
      return () => {
        if (!isGivenBack) taken -= bytes;
        isGivenBack = true;
      };
    },
  };
}
