import type { ImagePlanner } from '@jmj/core';

const MAX_SIDE = 1024;

/** Chooses how photos are shown to a model, from their dimensions alone. */
export function createImagePlanner(): ImagePlanner {
  return {
    plan(_model, _quality, { width, height }) {
      const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
      return {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(height * scale)),
        detail: 'high',
        tokens: { min: 0, expected: 0, max: 0 },
      };
    },
  };
}
