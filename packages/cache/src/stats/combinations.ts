import { LANGUAGES, PHOTO_TYPES, TONES } from '@jmj/contracts';
import type { Asked } from '@jmj/core';

/** How a request ended, beside what it asked for. `reused`: missed at first, and found after all. */
export const OUTCOMES = ['hit', 'missed', 'joined', 'reused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const positions = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name, n) => [name, n])) as Record<Name, number>;

const TONE_AT = positions(TONES);
const LANGUAGE_AT = positions(LANGUAGES);
const PHOTO_TYPE_AT = positions(PHOTO_TYPES);
const OUTCOME_AT = positions(OUTCOMES);

/** The place of one outcome of one combination in a row of all of them. */
export function askedSlot({ tone, language, photoType }: Asked, outcome: Outcome): number {
  const combination =
    (TONE_AT[tone] * LANGUAGES.length + LANGUAGE_AT[language]) * PHOTO_TYPES.length +
    PHOTO_TYPE_AT[photoType];
  return combination * OUTCOMES.length + OUTCOME_AT[outcome];
}

const EACH: readonly { asked: Asked; outcome: Outcome }[] = TONES.flatMap((tone) =>
  LANGUAGES.flatMap((language) =>
    PHOTO_TYPES.flatMap((photoType) =>
      OUTCOMES.map((outcome) => ({ asked: { tone, language, photoType }, outcome })),
    ),
  ),
);

/** `tone.language.photoType.outcome`, in the order of `askedSlot`. */
export const ASKED_FIELDS: readonly string[] = EACH.map(({ asked, outcome }) =>
  [asked.tone, asked.language, asked.photoType, outcome].join('.'),
);

const BY_FIELD = new Map(EACH.map((one, n) => [ASKED_FIELDS[n], one]));

/** What a field stands for; `undefined` when it is of another release. */
export const readAskedField = (field: string) => BY_FIELD.get(field);
