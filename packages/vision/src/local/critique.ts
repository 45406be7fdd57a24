import type { ExifFacts, JudgedCritique, Language, PartialScores, PhotoType, Tone } from '@jmj/contracts';
import { quote } from './facts.ts';
import { type Finding, findFaults, type Technical } from './findings.ts';
import type { Measurements } from './measure/index.ts';
import { REMEDIES, settings, TYPE_TIP_CATEGORY, toolRecommendations } from './remedies.ts';
import { legibilityOf, scoreOf } from './scores.ts';
import { findMerits, type Merit } from './strengths.ts';
import { textsIn } from './texts/index.ts';
import type { Artistic, Band, Facts, Texts } from './texts/shape.ts';
import { capital, typeset } from './texts/typography.ts';

export interface CritiqueRequest {
  measured: Measurements;
  exif?: ExifFacts | undefined;
  tone: Tone;
  language: Language;
  photoType: PhotoType;
}

/** Everything a sentence can draw on. */
interface Case extends CritiqueRequest {
  faults: Finding[];
  merits: Merit[];
  scores: PartialScores;
  facts: Facts;
  texts: Texts;
}

/** Says what was measured. The same request always gives the same critique. */
export function writeCritique(request: CritiqueRequest): JudgedCritique {
  const { measured, exif, language, photoType } = request;
  const texts = textsIn(language);
  const faults = findFaults(measured, photoType, exif);
  const merits = findMerits(measured);
  const it: Case = {
    ...request,
    faults,
    merits,
    scores: scoreOf(faults, merits),
    facts: quote(measured, exif, language, texts),
    texts,
  };
  return typesetAll(language, {
    partialScores: it.scores,
    summary: summary(it),
    keyInsights: keyInsights(it),
    technical: {
      composition: onTechnical(it, 'composition'),
      lighting: onTechnical(it, 'lighting'),
      focus: onTechnical(it, 'focus'),
      exposure: onTechnical(it, 'exposure'),
    },
    artistic: {
      creativity: onArtistic(it, 'creativity'),
      emotion: onArtistic(it, 'emotion'),
      storytelling: onArtistic(it, 'storytelling'),
    },
    suggestions: suggestions(it),
    improvements: improvements(it),
    retouchPotential: retouchPotential(it),
    toolRecommendations: toolRecommendations(it.faults, measured.colour.tint, language, texts),
    nextShotTips: nextShotTips(it),
    editingRecommendations: editingRecommendations(it),
  });
}

const nameOf = ({ texts, facts }: Case, finding: Finding): string => texts.faults[finding.fault].name(facts);

function summary(it: Case): string {
  const { texts, tone, faults } = it;
  const worst = faults[0];
  const verdict = worst === undefined ? texts.faultless[tone] : texts.worst[tone](nameOf(it, worst));
  const band = bandOf(it.scores);
  const best = band === 'poor' ? undefined : it.merits[0];
  const praise = best === undefined ? [] : [texts.strengths[best.strength](it.facts)];
  return [texts.openers[tone][band], ...praise, verdict, texts.honesty[tone]].join(' ');
}

function bandOf(scores: PartialScores): Band {
  const total = Object.values(scores).reduce((sum, points) => sum + points, 0);
  if (total < 45) return 'poor';
  return total < 66 ? 'fair' : 'good';
}

function keyInsights(it: Case): string[] {
  const { texts, facts, language } = it;
  const wrong = it.faults.slice(0, 3).map((finding) => `${capital(language, nameOf(it, finding))}.`);
  const right = it.merits
    .slice(0, legibilityOf(it.faults) < 0.7 ? 1 : 3)
    .map((merit) => texts.strengths[merit.strength](facts));
  const insights = [...wrong, ...right];
  return insights.length > 0 ? insights : [texts.measured.exposure(facts)];
}

/** The figures of a criterion, then the faults that weigh on it most, or the word that there is none. */
function onTechnical({ texts, facts, tone, faults }: Case, criterion: Technical): string {
  const spoken = faults
    .filter((finding) => finding.criterion === criterion)
    .slice(0, 2)
    .map((finding) => texts.faults[finding.fault].say[tone](facts));
  const isSpared = !faults.some((finding) => (finding.loss[criterion] ?? 0) >= 1);
  const comment = spoken.length === 0 && isSpared ? [texts.spared[tone][criterion]] : spoken;
  return [texts.measured[criterion](facts), ...comment].join(' ');
}

function onArtistic({ texts, facts, tone, faults }: Case, criterion: Artistic): string {
  const graded = legibilityOf(faults) < 1 ? texts.graded.illegible : texts.graded.neutral;
  return `${texts.artistic[tone][criterion](facts)} ${graded}`;
}

function suggestions({ texts, faults }: Case): string[] {
  const fixes = faults.slice(0, 4).map((finding) => texts.faults[finding.fault].fix);
  return fixes.length < 2 ? [...fixes, texts.polish.fix, texts.polish.next] : fixes;
}

/** What editing cannot give back is to be gained at the next shot. */
function improvements(it: Case): JudgedCritique['improvements'] {
  const { texts, language } = it;
  if (it.faults.length === 0) {
    const impact = capital(language, texts.polish.name);
    return [{ impact, description: texts.polish.fix, difficulty: 'easy', scoreGain: 1 }];
  }
  return it.faults.slice(0, 4).map((finding) => {
    const { fix, next } = texts.faults[finding.fault];
    const remedy = REMEDIES[finding.fault];
    return {
      impact: capital(language, nameOf(it, finding)),
      description: remedy.editable >= 0.4 ? fix : next,
      difficulty: remedy.difficulty,
      scoreGain: Math.min(25, Math.max(1, Math.round(finding.points))),
    };
  });
}

const recoverable = (finding: Finding): number => finding.points * REMEDIES[finding.fault].editable;

function retouchPotential(it: Case): JudgedCritique['retouchPotential'] {
  const { retouch } = it.texts;
  const lost = it.faults.reduce((sum, finding) => sum + recoverable(finding), 0);
  const points = lost * (0.4 + 0.6 * legibilityOf(it.faults));
  const score = Math.min(100, Math.round(10 + 9 * points));
  const easiest = it.faults.toSorted((a, b) => recoverable(b) - recoverable(a))[0];
  if (easiest === undefined || points < 2) return { level: 'low', score, reason: retouch.low };
  const level = points >= 6 ? 'high' : 'medium';
  return { level, score, reason: retouch[level](nameOf(it, easiest)) };
}

function nextShotTips({ texts, faults, photoType }: Case): JudgedCritique['nextShotTips'] {
  const lessons = faults.slice(0, 3).map(({ fault }) => ({
    tip: texts.faults[fault].next,
    category: REMEDIES[fault].category,
    difficulty: REMEDIES[fault].skill,
  }));
  return [
    ...lessons,
    { tip: texts.typeTips[photoType], category: TYPE_TIP_CATEGORY[photoType], difficulty: 'intermediate' },
  ];
}

function editingRecommendations(it: Case): JudgedCritique['editingRecommendations'] {
  const { texts, language, measured } = it;
  const edits = it.faults
    .filter(({ fault }) => REMEDIES[fault].editable > 0)
    .slice(0, 4)
    .map((finding) => ({
      suggestion: `${texts.faults[finding.fault].fix} (${settings(finding, measured.colour.tint, language, texts)})`,
      tool: REMEDIES[finding.fault].tool,
      difficulty: REMEDIES[finding.fault].skill,
      expectedImprovement: texts.gain(Math.max(1, Math.round(recoverable(finding)))),
    }));
  if (edits.length > 0) return edits;
  const gain = texts.gain(1);
  return [
    { suggestion: texts.polish.fix, tool: 'snapseed', difficulty: 'beginner', expectedImprovement: gain },
  ];
}

/** Applies the typography of the language to every text of the critique. */
function typesetAll<T>(language: Language, value: T): T {
  if (typeof value === 'string') return typeset(language, value) as T;
  if (Array.isArray(value)) return value.map((it) => typesetAll(language, it)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, typesetAll(language, it)])) as T;
}
