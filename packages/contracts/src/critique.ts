import { z } from 'zod';
import { PARTIAL_SCORE_MAXIMA } from './vocabulary.ts';

const sentence = z.string().min(1).max(1200);
const points = (most: number) => z.number().int().min(0).max(most);

/** Points by criterion; technical ones add up to 60, artistic ones to 40. */
export const partialScoresSchema = z.strictObject({
  composition: points(PARTIAL_SCORE_MAXIMA.composition),
  lighting: points(PARTIAL_SCORE_MAXIMA.lighting),
  focus: points(PARTIAL_SCORE_MAXIMA.focus),
  exposure: points(PARTIAL_SCORE_MAXIMA.exposure),
  creativity: points(PARTIAL_SCORE_MAXIMA.creativity),
  emotion: points(PARTIAL_SCORE_MAXIMA.emotion),
  storytelling: points(PARTIAL_SCORE_MAXIMA.storytelling),
});

const difficulty = z.enum(['easy', 'medium', 'hard']);
const skill = z.enum(['beginner', 'intermediate', 'advanced']);

/** What a judge says. The total `score` is not in it: we compute it, so that it always is the sum. */
export const judgedCritiqueSchema = z.strictObject({
  partialScores: partialScoresSchema,
  summary: sentence,
  keyInsights: z.array(sentence).min(1).max(6),
  technical: z.strictObject({
    composition: sentence,
    lighting: sentence,
    focus: sentence,
    exposure: sentence,
  }),
  artistic: z.strictObject({ creativity: sentence, emotion: sentence, storytelling: sentence }),
  suggestions: z.array(sentence).min(1).max(6),
  improvements: z
    .array(
      z.strictObject({
        impact: sentence,
        description: sentence,
        difficulty,
        scoreGain: z.number().int().min(1).max(25),
      }),
    )
    .min(1)
    .max(5),
  retouchPotential: z.strictObject({
    level: z.enum(['high', 'medium', 'low']),
    score: z.number().int().min(1).max(100),
    reason: sentence,
  }),
  toolRecommendations: z.strictObject({
    lightroom: z.array(sentence).max(5),
    photoshop: z.array(sentence).max(5),
    snapseed: z.array(sentence).max(5),
  }),
  nextShotTips: z
    .array(
      z.strictObject({
        tip: sentence,
        category: z.enum(['technique', 'composition', 'lighting', 'creativity']),
        difficulty: skill,
      }),
    )
    .min(1)
    .max(5),
  editingRecommendations: z
    .array(
      z.strictObject({
        suggestion: sentence,
        tool: z.enum(['lightroom', 'photoshop', 'snapseed', 'gimp']),
        difficulty: skill,
        expectedImprovement: sentence,
      }),
    )
    .min(1)
    .max(5),
});

/** The critique as callers receive it: what the judge said, and the total out of 100. */
export const critiqueSchema = judgedCritiqueSchema.extend({ score: z.number().int().min(0).max(100) });

export type PartialScores = z.infer<typeof partialScoresSchema>;
export type JudgedCritique = z.infer<typeof judgedCritiqueSchema>;
export type Critique = z.infer<typeof critiqueSchema>;

/** Adds the total, 0 to 100, as the sum of the partial scores. */
export function withScore(judged: JudgedCritique): Critique {
  const score = Object.values(judged.partialScores).reduce((sum, points) => sum + points, 0);
  return { score, ...judged };
}
