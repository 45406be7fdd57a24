import { readFileSync } from 'node:fs';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { type CatalogueFile, catalogueFileSchema } from './facts.ts';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('MODEL_CATALOGUE: expected JSON');
  }
}

/** @throws Error naming each place that is wrong, and what was expected there */
export function parseCatalogue(text: string): CatalogueFile {
  const parsed = catalogueFileSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(
    (it) => `  ${it.path.map(String).join('.') || 'its root'}: ${it.message}`,
  );
  throw new Error(`MODEL_CATALOGUE: the catalogue is wrong:\n${places.join('\n')}`);
}

/** The catalogue of a service. @throws Error when the file cannot be read, or is not one */
export function openCatalogue(path: string | undefined): Catalogue {
  if (path === undefined) return createCatalogue();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const code = typeof cause === 'object' && cause && 'code' in cause ? String(cause.code) : 'unknown';
    throw new Error(`MODEL_CATALOGUE: the file cannot be read (${code})`, { cause });
  }
  return createCatalogue({ overrides: parseCatalogue(text) });
}
