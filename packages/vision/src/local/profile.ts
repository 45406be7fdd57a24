import type { PhotoType } from '@jmj/contracts';

/** What is forgiven or expected in a kind of photo. */
export interface Profile {
  /** Mean luma (0 to 1) below which the picture counts as dark. */
  darkBelow: number;
  /** Share of black that is no fault yet. */
  blackTolerated: number;
  /** How much a leaning horizon matters, 0 to 1. */
  levelMatters: number;
  /** The sharp part is expected near the middle. */
  subjectInMiddle: boolean;
  /** Sharpness is expected all over. */
  deep: boolean;
  /** How much a colour cast matters, 0 to 1. */
  neutralMatters: number;
  /** How much a crowded frame matters, 0 to 1. */
  calmMatters: number;
}

const ordinary: Profile = {
  darkBelow: 0.32,
  blackTolerated: 0.04,
  levelMatters: 0.6,
  subjectInMiddle: false,
  deep: false,
  neutralMatters: 0.6,
  calmMatters: 0.5,
};

const people: Profile = {
  ...ordinary,
  levelMatters: 0.3,
  subjectInMiddle: true,
  neutralMatters: 1,
  calmMatters: 1,
};

const PROFILES: Record<PhotoType, Profile> = {
  general: ordinary,
  portrait: { ...people, blackTolerated: 0.12 },
  landscape: { ...ordinary, levelMatters: 1, deep: true, neutralMatters: 0.4, calmMatters: 0 },
  street: { ...ordinary, darkBelow: 0.26, blackTolerated: 0.1, calmMatters: 0.3 },
  macro: { ...ordinary, levelMatters: 0, neutralMatters: 0.3, calmMatters: 1 },
  architecture: { ...ordinary, levelMatters: 1, deep: true, calmMatters: 0 },
  nature: { ...ordinary, neutralMatters: 0.3, calmMatters: 0.3 },
  sport: { ...ordinary, levelMatters: 0.4, calmMatters: 0.3 },
  night: {
    ...ordinary,
    darkBelow: 0.12,
    blackTolerated: 0.35,
    neutralMatters: 0.2,
    calmMatters: 0.3,
  },
  wedding: people,
  abstract: {
    ...ordinary,
    darkBelow: 0.2,
    blackTolerated: 0.2,
    levelMatters: 0,
    neutralMatters: 0,
    calmMatters: 0,
  },
  documentary: { ...ordinary, darkBelow: 0.26, blackTolerated: 0.1, calmMatters: 0.3 },
  fashion: { ...people, blackTolerated: 0.12 },
  food: { ...people, levelMatters: 0.2 },
  travel: { ...ordinary, levelMatters: 0.8, calmMatters: 0.2 },
  other: ordinary,
};

export function profileOf(photoType: PhotoType): Profile {
  return PROFILES[photoType];
}
