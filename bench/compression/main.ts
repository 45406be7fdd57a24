import { LANGUAGES } from '@jmj/contracts';
import { type Entry, localEntries, modelEntries } from './entries.ts';
import { METHODS, type Method } from './methods.ts';

const EXPAND_AIM_MICROSECONDS = 25;
const ROUNDS = 9;
const ENTRIES_A_ROUND = 48;

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Compressed {
  method: Method;
  bytes: Uint8Array[];
}

function compressAll(method: Method, entries: Entry[]): Compressed {
  const bytes = entries.map(({ text, language }) => method.compress(text, language));
  for (const [index, { text, language }] of entries.entries())
    if (method.expand(bytes[index] ?? new Uint8Array(), language)?.toString() !== text)
      throw new Error(`${method.name} does not give back entry ${index}`);
  return { method, bytes };
}

/** Median over rounds of the mean µs of a call. The methods take turns, so that a busy moment meets them all. */
function race(entries: Entry[], call: (method: Compressed, entry: Entry, index: number) => unknown) {
  return (methods: Compressed[]): number[] => {
    const rounds: number[][] = methods.map(() => []);
    for (let round = 0; round <= ROUNDS; round++)
      for (const [at, method] of methods.entries()) {
        const calls = round === 0 ? 6 : ENTRIES_A_ROUND;
        const begin = performance.now();
        for (let n = 0; n < calls; n++) {
          const index = (n * 7 + round) % entries.length;
          const entry = entries[index];
          if (entry) call(method, entry, index);
        }
        if (round > 0) rounds[at]?.push(((performance.now() - begin) * 1000) / calls);
      }
    return rounds.map(median);
  };
}

const column = (value: string | number, width = 7) => String(value).padStart(width);

function report(title: string, entries: Entry[]): number {
  const all = METHODS.map((method) => compressAll(method, entries));
  const toCompress = race(entries, ({ method }, { text, language }) => method.compress(text, language))(all);
  const toExpand = race(entries, ({ method, bytes }, { language }, index) =>
    method.expand(bytes[index] ?? new Uint8Array(), language),
  )(all);

  console.log(`\n${title}: ${entries.length} entries; mean bytes by language, median µs per call`);
  console.log(
    `${''.padEnd(24)}${LANGUAGES.map((it) => column(it)).join('')}${column('all')}${column('of json', 9)}${column('of gzip', 9)}${column('compress', 10)}${column('expand', 8)}`,
  );
  const sizes = all.map(({ bytes }) => mean(bytes.map((it) => it.length)));
  const [json = 1, gzip = 1] = sizes;
  for (const [at, { method, bytes }] of all.entries()) {
    const size = sizes[at] ?? 0;
    const ofLanguages = LANGUAGES.map((language) =>
      column(
        Math.round(
          mean(bytes.filter((_, index) => entries[index]?.language === language).map((it) => it.length)),
        ),
      ),
    );
    const ratios = [json, gzip].map((other) => column(`${((100 * size) / other).toFixed(1)} %`, 9)).join('');
    const times = `${column((toCompress[at] ?? 0).toFixed(1), 10)}${column((toExpand[at] ?? 0).toFixed(1), 8)}`;
    console.log(
      `${method.name.padEnd(24)}${ofLanguages.join('')}${column(Math.round(size))}${ratios}${times}`,
    );
  }
  return toExpand.at(-1) ?? Number.POSITIVE_INFINITY;
}

console.log(`Node ${process.version}`);
const slowest = Math.max(
  report('Critiques as a language model writes them', modelEntries()),
  report('Critiques of the local judge', await localEntries()),
);
const isMet = slowest <= EXPAND_AIM_MICROSECONDS;
console.log(
  `\nExpand ${isMet ? 'met' : 'NOT met'} (${slowest.toFixed(1)} µs, aim ${EXPAND_AIM_MICROSECONDS} µs)`,
);
process.exitCode = isMet ? 0 : 1;
