import { PARTIAL_SCORE_MAXIMA, type PartialScores } from '@jmj/contracts';
import { type Fault, type Finding, rise, type Technical } from './findings.ts';
import type { Merit } from './strengths.ts';

/** What a picture with neither merit nor fault is given. */
const ORDINARY: Record<Technical, number> = { composition: 10.5, lighting: 10.5, focus: 12, exposure: 12 };

/** What cannot be measured is given the middle, whatever the picture: the texts say so. */
const UNSEEN = { creativity: 8, emotion: 8, storytelling: 5 } as const;

/** Faults that, at their worst, leave nothing to be made out. */
const RUINOUS: readonly Fault[] = ['blank', 'blurred', 'shaken', 'dark', 'bright', 'burnt', 'noisy'];

/**
 * How much can still be made out, 1 down to 0. What cannot be made out cannot move anybody either: that much of the
 * artistic side is measurable.
 */
export function legibilityOf(faults: readonly Finding[]): number {
  const worst = faults.filter((it) => RUINOUS.includes(it.fault)).map((it) => it.severity);
  return 1 - rise(Math.max(0, ...worst), 0.5, 1);
}

export function scoreOf(faults: readonly Finding[], merits: readonly Merit[]): PartialScores {
  const legibility = legibilityOf(faults);
  const merited = 0.3 + 0.7 * legibility;
  const technical = (criterion: Technical): number => {
    const gained = merits.reduce((sum, it) => sum + (it.criterion === criterion ? it.points : 0), 0);
    const lost = faults.reduce((sum, it) => sum + (it.loss[criterion] ?? 0), 0);
    const points = Math.round(ORDINARY[criterion] + merited * gained - lost);
    return Math.min(PARTIAL_SCORE_MAXIMA[criterion], Math.max(0, points));
  };
  const unseen = (points: number): number => Math.round(points * (0.2 + 0.8 * legibility));
  return {
    composition: technical('composition'),
    lighting: technical('lighting'),
    focus: technical('focus'),
    exposure: technical('exposure'),
    creativity: unseen(UNSEEN.creativity),
    emotion: unseen(UNSEEN.emotion),
    storytelling: unseen(UNSEEN.storytelling),
  };
}
