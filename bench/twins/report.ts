import { excess, FORGIVEN, LIMITS } from '@jmj/photos/twins';
import type { Outcome } from './trial.ts';

const percent = (part: number, whole: number): string =>
  `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
export const quantile = (values: number[], at: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(at * (values.length - 1))] ?? 0;

const groups = <T>(items: T[], key: (item: T) => string): Map<string, T[]> => Map.groupBy(items, key);

const isFound = ({ twin, candidate }: Outcome): boolean => twin && candidate;

const printRecall = (title: string, copies: Outcome[]): void => {
  console.log(`\n${title}`);
  for (const [name, tries] of groups(copies, ({ transformation }) => transformation)) {
    const found = tries.filter(isFound).length;
    const candidates = tries.filter(({ candidate }) => candidate).length;
    console.log(
      `  ${name.padEnd(24)} ${String(found).padStart(5)} of ${tries.length}  ${percent(found, tries.length)}  (index ${percent(candidates, tries.length)})`,
    );
  }
  console.log(`  all ${copies.filter(isFound).length} of ${copies.length}`);
};

export const printCopies = (outcomes: Outcome[]): number => {
  const all = outcomes.filter(({ kind }) => kind === 'copy');
  const copies = all.filter(({ stored, named }) => stored === 'original' && named);
  printRecall('Copies against the original: recall (found by the index and verified)', copies);
  printRecall(
    'Beyond the aim, not counted',
    all.filter(({ stored, named }) => stored === 'original' && !named),
  );
  const others = all.filter(({ stored, named }) => stored !== 'original' && named);
  console.log(
    `\nWhen only a messenger or 640-pixel copy had been seen: ${percent(others.filter(isFound).length, others.length)} of ${others.length}`,
  );
  const missed = copies.filter((copy) => !isFound(copy));
  for (const { photo, transformation, reason } of missed)
    console.log(`  missed by ${reason ?? 'index'}: ${transformation} / ${photo}`);
  return (copies.length - missed.length) / Math.max(1, copies.length);
};

const printFalse = (title: string, edits: Outcome[]): number => {
  console.log(`\n${title}`);
  for (const [name, tries] of groups(edits, ({ transformation }) =>
    transformation.replace(', sent on', ''),
  )) {
    const visible = tries.filter((it) => it.visible);
    const wrong = visible.filter(({ twin }) => twin);
    const unseen = tries.filter((it) => !it.visible && it.twin).length;
    console.log(
      `  ${name.padEnd(36)} ${wrong.length} of ${visible.length}  (${unseen} of ${tries.length - visible.length})`,
    );
    for (const { photo, transformation, stored } of wrong)
      console.log(`      FALSE: ${transformation} / ${stored} / ${photo}`);
  }
  const wrong = edits.filter(({ twin, visible }) => twin && visible).length;
  console.log(`  all: ${wrong} false matches in ${edits.filter(({ visible }) => visible).length}`);
  return wrong;
};

/** Answers the false matches of the kinds that the aim names. */
export const printEdits = (outcomes: Outcome[]): number => {
  const edits = outcomes.filter(({ kind }) => kind === 'edit');
  const wrong = printFalse(
    'Edits against the original and two stored copies: false matches (those nobody can see apart)',
    edits.filter(({ named }) => named),
  );
  printFalse(
    'Edits of a part only: beyond the aim, not counted',
    edits.filter(({ named }) => !named),
  );
  return wrong;
};

/** How near copies come to each limit, and edits that only this limit holds back. */
export const printMargins = (outcomes: Outcome[]): void => {
  console.log('\nMargins: limit, copies (97 %, 99 %), edits caught by nothing else (how many, lowest)');
  const names = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
  const octaves = (measures: Readonly<Record<string, number>>, without?: string): number =>
    names.reduce((sum, name) => sum + (name === without ? 0 : excess(name, measures[name] ?? 0)), 0);
  const measured = outcomes.flatMap(({ measures, ...rest }) => (measures ? [{ ...rest, measures }] : []));
  const copies = measured.filter(
    ({ kind, stored, named }) => kind === 'copy' && stored === 'original' && named,
  );
  const edits = measured.filter(({ kind, visible }) => kind === 'edit' && visible);
  for (const [name, limit] of Object.entries(LIMITS)) {
    const usual = copies.map(({ measures }) => measures[name] ?? 0);
    const held = edits
      .filter(({ measures }) => octaves(measures) > FORGIVEN && octaves(measures, name) <= FORGIVEN)
      .map(({ measures }) => measures[name] ?? 0);
    const lowest = held.length ? Math.min(...held).toPrecision(3) : '–';
    console.log(
      `  ${name.padEnd(16)} ${String(limit).padStart(7)}   ${quantile(usual, 0.97).toPrecision(2)}, ${quantile(usual, 0.99).toPrecision(2)}   ${held.length}, ${lowest}`,
    );
  }
};
