import { type Judge, LOCAL_MODEL } from '@jmj/core';
import { writeCritique } from './critique.ts';
import { measure } from './measure/index.ts';

/**
 * Judges what can be measured in the pixels, without any network, key or cost, and says so: subject, emotion and story
 * are given a neutral score. Deterministic.
 *
 * `judge` throws a `Failure` `photo-unreadable`, or the signal's reason when it is aborted.
 */
export function createLocalJudge(): Judge {
  return {
    async judge({ photo, tone, language, photoType }, _meter, signal) {
      const measured = await measure(photo.jpeg, signal);
      const critique = writeCritique({ measured, exif: photo.exif, tone, language, photoType });
      return { critique, source: 'local', model: LOCAL_MODEL };
    },
  };
}
