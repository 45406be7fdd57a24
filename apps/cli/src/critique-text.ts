import { PARTIAL_SCORE_MAXIMA } from '@jmj/contracts';
import type { CompletedAnalysis } from '@jmj/sdk';
import { headings } from './headings.ts';

const BAR_WIDTH = 15;
const WIDEST = 100;

function bar(points: number, most: number): string {
  const full = Math.round((points / most) * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

/** Breaks a text at spaces; the first line starts with `lead`, the others are indented to match. */
function wrap(text: string, width: number, lead = ''): string[] {
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(lead.length) + word;
    } else {
      line += isEmpty ? word : ` ${word}`;
    }
    isEmpty = false;
  }
  return [...lines, line];
}

/** Texts come from a model that was shown a stranger's photo: they must not drive the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

/** A critique for a terminal of `columns`. */
export function critiqueText(name: string, analysis: CompletedAnalysis, columns = 80): string {
  const { critique, source, model, language, cost } = analysis;
  const words = headings(language);
  const width = Math.min(columns, WIDEST);
  const criteria = Object.keys(PARTIAL_SCORE_MAXIMA) as (keyof typeof PARTIAL_SCORE_MAXIMA)[];
  const labelWidth = Math.max(...criteria.map((it) => words[it].length));
  const scores = criteria.map((criterion) => {
    const [points, most] = [critique.partialScores[criterion], PARTIAL_SCORE_MAXIMA[criterion]];
    return `  ${words[criterion].padEnd(labelWidth)}  ${bar(points, most)} ${String(points).padStart(2)}/${most}`;
  });
  const list = (heading: string, texts: string[]) => [
    '',
    heading,
    ...texts.flatMap((text) => wrap(printable(text), width, '  • ')),
  ];
  const paid = cost?.usd === undefined ? [] : [`$${cost.usd.toFixed(4)}`];
  return [
    '',
    `${name}  ${critique.score}/100  (${[source, model, ...paid].join(', ')})`,
    '',
    ...scores,
    '',
    ...wrap(printable(critique.summary), width),
    ...list(words.suggestions, critique.suggestions),
    ...list(
      words.improvements,
      critique.improvements.map((it) => `+${it.scoreGain} ${it.impact}: ${it.description}`),
    ),
    ...list(
      words.nextShot,
      critique.nextShotTips.map(({ tip }) => tip),
    ),
    '',
    '',
  ].join('\n');
}
