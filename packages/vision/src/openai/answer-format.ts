import { type JudgedCritique, judgedCritiqueSchema, partialScoresSchema } from '@jmj/contracts';
import { zodTextFormat } from 'openai/helpers/zod';
import type { ResponseFormatTextJSONSchemaConfig } from 'openai/resources/responses/responses';
import { z } from 'zod';

const { shape } = judgedCritiqueSchema;
const improvement = shape.improvements.element.shape;
const tip = shape.nextShotTips.element.shape;
const editing = shape.editingRecommendations.element.shape;

const text = z.string().min(1);
const someOf = <Item extends z.ZodType>(item: Item, least: number, most: number) =>
  z.array(item).min(least).max(most);

/**
 * What a model is asked to write: what a critique holds, in fewer tokens. What follows from the rest is left out, and lists are
 * as long as they are read for, not as the contract allows. The points come after the words, which decide them.
 */
export const answerSchema = z.strictObject({
  composition: text,
  lighting: text,
  focus: text,
  exposure: text,
  creativity: text,
  emotion: text,
  storytelling: text,
  points: partialScoresSchema,
  summary: text,
  insights: someOf(text, 1, 3),
  suggestions: someOf(text, 1, 2),
  improvements: someOf(
    z.strictObject({
      impact: text,
      how: text,
      difficulty: improvement.difficulty,
      gain: improvement.scoreGain,
    }),
    1,
    2,
  ),
  retouch: z.strictObject({ score: shape.retouchPotential.shape.score, reason: text }),
  lightroom: z.array(text).max(1),
  photoshop: z.array(text).max(1),
  snapseed: z.array(text).max(1),
  tips: someOf(z.strictObject({ tip: text, category: tip.category, difficulty: tip.difficulty }), 1, 2),
  edits: someOf(
    z.strictObject({ edit: text, effect: text, tool: editing.tool, difficulty: editing.difficulty }),
    1,
    2,
  ),
});
export type ModelCritique = z.infer<typeof answerSchema>;

/**
 * Keywords that strict structured output answers with 400 ("'maxLength' is not permitted") although the SDK's helper
 * lets them through. Bounds of numbers and arrays are enforced by the provider; lengths of texts only by us, afterwards.
 * https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
 */
const NOT_PERMITTED = new Set(['minLength', 'maxLength', '$schema']);

function strictFormat(): ResponseFormatTextJSONSchemaConfig {
  const { name, schema } = zodTextFormat(answerSchema, 'critique');
  const permitted = JSON.stringify(schema, (key, value: unknown) =>
    NOT_PERMITTED.has(key) ? undefined : value,
  );
  return { type: 'json_schema', name, strict: true, schema: JSON.parse(permitted) };
}

/** The schema of an answer in the dialect of strict structured output. */
export const CRITIQUE_FORMAT = strictFormat();

/** How much editing alone could raise a file, in a word. */
const levelOf = (score: number): JudgedCritique['retouchPotential']['level'] =>
  score > 66 ? 'high' : score > 33 ? 'medium' : 'low';

/** The answer as the critique that it is. */
export function toCritique(answer: ModelCritique): JudgedCritique {
  const { composition, lighting, focus, exposure, creativity, emotion, storytelling } = answer;
  const { lightroom, photoshop, snapseed } = answer;
  return {
    partialScores: answer.points,
    summary: answer.summary,
    keyInsights: answer.insights,
    technical: { composition, lighting, focus, exposure },
    artistic: { creativity, emotion, storytelling },
    suggestions: answer.suggestions,
    improvements: answer.improvements.map(({ impact, how, difficulty, gain }) => ({
      impact,
      description: how,
      difficulty,
      scoreGain: gain,
    })),
    retouchPotential: { level: levelOf(answer.retouch.score), ...answer.retouch },
    toolRecommendations: { lightroom, photoshop, snapseed },
    nextShotTips: answer.tips,
    editingRecommendations: answer.edits.map(({ edit, effect, tool, difficulty }) => ({
      suggestion: edit,
      tool,
      difficulty,
      expectedImprovement: effect,
    })),
  };
}
