import { LANGUAGES } from '@jmj/contracts';
import { OUTPUT_TOKENS } from '@jmj/pricing';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { LIMITS } from '../prompts/limits.ts';
import { answerSchema, CRITIQUE_FORMAT, type ModelCritique, toCritique } from './answer-format.ts';

/** A paragraph of a critique in each language, to see how many characters a token has there. */
const PROSE: Record<(typeof LANGUAGES)[number], string> = {
  fr: 'La lumière rasante détache les feuilles et fait briller le bitume ; le capot de la camionnette perd pourtant toute matière, et quelques hautes lumières virent au blanc. Attendez que le second plan se libère avant de déclencher.',
  en: 'The low light separates the leaves and makes the asphalt shine, yet the bonnet of the van has lost all texture and some highlights have turned white. Wait until the background is clear before you press the shutter.',
  es: 'La luz rasante separa las hojas y hace brillar el asfalto, pero el capó de la furgoneta pierde toda la textura y algunas altas luces se vuelven blancas. Espere a que el fondo quede libre antes de disparar.',
  de: 'Das Streiflicht löst die Blätter vom Grund und lässt den Asphalt glänzen, doch die Motorhaube des Lieferwagens hat jede Zeichnung verloren, und einige Lichter sind ausgefressen. Warten Sie, bis der Hintergrund frei ist.',
  it: "La luce radente stacca le foglie e fa brillare l'asfalto, ma il cofano del furgone perde ogni dettaglio e alcune alte luci diventano bianche. Aspetti che lo sfondo si liberi prima di scattare.",
  pt: 'A luz rasante destaca as folhas e faz brilhar o asfalto, mas o capô da carrinha perde toda a textura e algumas altas luzes ficam brancas. Espere que o fundo fique livre antes de disparar.',
};

const MOST = CRITIQUE_FORMAT.schema.properties as Record<string, { maxItems: number }>;

/** An answer in which every list is full and every text as long as the prompt allows. */
function fullest(prose: string): ModelCritique {
  const text = (limit: number) => prose.repeat(9).slice(0, limit);
  const full = <Item>(list: string, item: Item): Item[] => Array<Item>(MOST[list]!.maxItems).fill(item);
  const comment = text(LIMITS.comment);
  return {
    composition: comment,
    lighting: comment,
    focus: comment,
    exposure: comment,
    creativity: comment,
    emotion: comment,
    storytelling: comment,
    points: {
      composition: 12,
      lighting: 11,
      focus: 10,
      exposure: 12,
      creativity: 10,
      emotion: 11,
      storytelling: 10,
    },
    summary: text(LIMITS.summary),
    insights: full('insights', text(LIMITS.insight)),
    suggestions: full('suggestions', text(LIMITS.suggestion)),
    improvements: full('improvements', {
      impact: text(LIMITS.impact),
      how: text(LIMITS.how),
      difficulty: 'medium',
      gain: 12,
    }),
    retouch: { score: 55, reason: text(LIMITS.reason) },
    lightroom: full('lightroom', text(LIMITS.step)),
    photoshop: full('photoshop', text(LIMITS.step)),
    snapseed: full('snapseed', text(LIMITS.step)),
    tips: full('tips', { tip: text(LIMITS.tip), category: 'composition', difficulty: 'intermediate' }),
    edits: full('edits', {
      edit: text(LIMITS.edit),
      effect: text(LIMITS.effect),
      tool: 'lightroom',
      difficulty: 'intermediate',
    }),
  };
}

const needed = (prose: string): number => countTokens(JSON.stringify(fullest(prose)));

test('the fullest answer is one, and fits in every language with a quarter to spare', () => {
  for (const language of LANGUAGES) {
    const answer = fullest(PROSE[language]);
    expect(toCritique(answerSchema.parse(answer)).keyInsights).toHaveLength(3);
    expect([language, needed(PROSE[language]) * 1.25 < OUTPUT_TOKENS.max]).toEqual([language, true]);
  }
});

test('no more room is paid for than that', () => {
  expect(Math.max(...Object.values(PROSE).map(needed)) * 1.4).toBeGreaterThan(OUTPUT_TOKENS.max);
  expect(OUTPUT_TOKENS.retryMax).toBe(2 * OUTPUT_TOKENS.max);
  expect(OUTPUT_TOKENS.expected).toBeLessThan(OUTPUT_TOKENS.max);
});
