import { PARTIAL_SCORE_MAXIMA, type PartialScores } from '@jmj/contracts';
import type { CompletedAnalysis } from '@jmj/sdk';

const BAR_WIDTH = 15;

function bar(points: number, most: number): string {
  const full = Math.round((points / most) * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

/** A critique for the terminal. */
export function critiqueText(name: string, { critique, source, model }: CompletedAnalysis): string {
  const scores = Object.entries(PARTIAL_SCORE_MAXIMA).map(([criterion, most]) => {
    const points = critique.partialScores[criterion as keyof PartialScores];
    return `  ${criterion.padEnd(13)} ${bar(points, most)} ${points}/${most}`;
  });
  return [
    '',
    `${name}: ${critique.score}/100  (${source}, ${model})`,
    '',
    ...scores,
    '',
    critique.summary,
    '',
    ...critique.suggestions.map((it) => `  • ${it}`),
    '',
    '',
  ].join('\n');
}
