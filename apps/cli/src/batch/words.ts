import { type CreatedBatch, isJmjError } from '@jmj/sdk';
import type { Gathered } from '../warm/gather.ts';
import { counted, fromMicro } from '../warm/words.ts';

/** What is to come, and what it will cost. */
export function estimateText(
  { counts, estimated, way }: CreatedBatch,
  { duplicates, unreadable }: Pick<Gathered, 'duplicates' | 'unreadable'>,
): string {
  const beside = [
    duplicates > 0 ? `${counted(duplicates, 'file')} twice` : '',
    unreadable.length > 0 ? `${unreadable.length} not readable` : '',
    counts.failed > 0 ? `${counts.failed} beyond the budget` : '',
  ].filter(Boolean);
  const toMake = estimated?.critiques ?? counts.missing;
  const lines = [
    `${counted(counts.total, 'photo')}${beside.length ? ` (${beside.join(', ')})` : ''}: ${counts.known} known, ${toMake} to be made`,
  ];
  const { microUsd } = estimated ?? {};
  if (toMake === 0) lines.push('Nothing to pay.');
  else if (microUsd)
    lines.push(
      `About ${fromMicro(microUsd.expected)}, at most ${fromMicro(microUsd.max)}${way === 'batch' ? ', within a day' : ''}; copies of one picture cost nothing.`,
    );
  else if (estimated) lines.push('What they cost is not known: the model has no known price.');
  return `${lines.join('\n')}\n`;
}

/** What went wrong, and what to do about it where we know. */
export function explain(error: unknown, url: string): string {
  if (isJmjError(error, 'connection-failed')) return `no service answers at ${url}: set --url`;
  if (isJmjError(error, 'unauthorized')) return `${error.message} (set JMJ_API_KEY)`;
  return error instanceof Error ? error.message : String(error);
}
