import { fall, rise, type Technical } from './findings.ts';
import type { Measurements } from './measure/index.ts';

/** What can be right with a picture, as far as pixels tell. */
export type Strength =
  | 'exposed'
  | 'ranged'
  | 'contrasted'
  | 'sharp'
  | 'clean'
  | 'colourful'
  | 'level'
  | 'placed'
  | 'standsOut';

export interface Merit {
  strength: Strength;
  criterion: Technical;
  /** Points gained. */
  points: number;
}

const BEST: Record<Strength, readonly [Technical, number]> = {
  exposed: ['exposure', 1.5],
  ranged: ['exposure', 1],
  contrasted: ['lighting', 2],
  sharp: ['focus', 2],
  clean: ['lighting', 0.5],
  colourful: ['lighting', 1],
  level: ['composition', 1],
  placed: ['composition', 2],
  standsOut: ['composition', 1],
};

/** What is right, best first. Nothing is right with an empty picture. */
export function findMerits(it: Measurements): Merit[] {
  const { light, colour, layout, horizon } = it;
  const shown = rise(layout.detail, 0.3, 0.8);
  const degrees: Record<Strength, number> = {
    exposed:
      rise(light.mean, 0.28, 0.4) *
      fall(light.mean, 0.7, 0.6) *
      fall(light.burnt + light.blocked, 0.06, 0.005),
    ranged: rise(light.range, 0.65, 0.9),
    contrasted: rise(light.contrast, 0.13, 0.22),
    sharp: rise(layout.sharpness, 0.72, 0.86) * fall(it.noise, 3, 1),
    clean: fall(it.noise, 1.6, 0.6),
    colourful: rise(colour.colourfulness, 33, 59),
    level: rise(horizon.support, 0.35, 0.5) * fall(Math.abs(horizon.angle), 1, 0.5),
    placed: fall(layout.fromThirds, 0.2, 0.08),
    standsOut: fall(layout.spread, 0.66, 0.5),
  };
  return Object.entries(degrees)
    .map(([name, degree]) => {
      const strength = name as Strength;
      const [criterion, points] = BEST[strength];
      return { strength, criterion, points: points * degree * shown };
    })
    .filter((merit) => merit.points > 0.3 * BEST[merit.strength][1])
    .sort((a, b) => b.points - a.points);
}
