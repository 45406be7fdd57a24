import { createHash } from 'node:crypto';
import { proseFor } from './prose.ts';
import type { StrictSchema } from './strict-schema.ts';

/** A number from 0 to 1 that depends on the seed and the place alone. */
function fraction(seed: string, place: string): number {
  return createHash('sha256').update(`${seed} ${place}`).digest().readUInt32BE() / 2 ** 32;
}

export interface WriterOptions {
  /** A string that every text of every critique carries; or one for each user, by the name that the request gives them. */
  marker?: string | ((safetyIdentifier: string | undefined) => string) | undefined;
  /** How many times as long as usual each text is. @default 1 */
  verbosity?: number | undefined;
  /** The English name of the language to write in. @default 'French' */
  language?: string | undefined;
  /** What every summary begins with. */
  words?: string | undefined;
}

/**
 * An answer that follows any strict schema, the same for the same photo.
 * Every text in it ends with the marker, so that whoever searches can see where critiques end up.
 */
export function writeBySchema(
  schema: StrictSchema,
  photo: Uint8Array,
  { marker: given, verbosity = 1, language, words }: WriterOptions,
  safetyIdentifier?: string,
): unknown {
  const seed = createHash('sha256').update(photo).digest('hex');
  const marker = typeof given === 'function' ? given(safetyIdentifier) : given;

  const write = (it: StrictSchema, place: string): unknown => {
    const luck = fraction(seed, place);
    const between = (low: number, high: number) => low + Math.floor(luck * (high - low + 1));
    if (it.const !== undefined) return it.const;
    if (it.enum) return it.enum[between(0, it.enum.length - 1)];
    if (it.type === 'object')
      return Object.fromEntries(
        Object.entries(it.properties ?? {}).map(([name, child]) => [
          name,
          write(child, place ? `${place}.${name}` : name),
        ]),
      );
    if (it.type === 'array') {
      const least = it.minItems ?? 0;
      const most = Math.max(least, Math.min(it.maxItems ?? 3, 3));
      const length = between(Math.max(least, most - 1), most);
      return Array.from({ length }, (_, index) => write(it.items ?? {}, `${place}.${index}`));
    }
    if (it.type === 'integer' || it.type === 'number') return between(it.minimum ?? 0, it.maximum ?? 100);
    if (it.type === 'boolean') return luck < 0.5;
    const said = `${seed.slice(0, 4)} ${proseFor(place, luck, verbosity, language)}`;
    if (words !== undefined && place === 'summary') return words;
    return marker === undefined ? said : `${said} ${marker}`;
  };
  return write(schema, '');
}
