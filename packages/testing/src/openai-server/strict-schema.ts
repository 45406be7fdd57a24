import { type ApiError, badRequest } from './api-error.ts';

/** The part of JSON Schema that strict structured output knows, as far as this server writes answers by it. */
export interface StrictSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, StrictSchema>;
  required?: string[];
  items?: StrictSchema;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas, read 2026-11-23 */
const PERMITTED = new Set(
  `type enum const description title properties required additionalProperties items anyOf $ref $defs definitions
   pattern format multipleOf maximum exclusiveMaximum minimum exclusiveMinimum minItems maxItems`.split(
    /\s+/,
  ),
);
const MAX_PROPERTIES = 5000;
const MAX_DEPTH = 10;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function invalid(path: string[], problem: string): ApiError {
  const context = `(${path.map((it) => `'${it}'`).join(', ')})`;
  return badRequest(
    `Invalid schema for response_format: In context=${context}, ${problem}`,
    'text.format.schema',
    'invalid_json_schema',
  );
}

function checkObject(schema: Record<string, unknown>, path: string[]): string[] {
  if (schema.additionalProperties !== false)
    throw invalid(path, "'additionalProperties' is required to be supplied and to be false.");
  const names = Object.keys(isObject(schema.properties) ? schema.properties : {});
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const missing = names.find((it) => !required.has(it));
  if (missing !== undefined || required.size !== names.length)
    throw invalid(
      path,
      `'required' must be an array including every key in properties. Missing '${missing}'.`,
    );
  return names;
}

/** @throws ApiError 400 `invalid_json_schema`, as OpenAI does, when the schema is not legal in strict mode */
export function checkStrictSchema(root: unknown): StrictSchema {
  let properties = 0;
  const visit = (schema: unknown, path: string[], depth: number): void => {
    if (!isObject(schema)) throw invalid(path, 'schema must be an object.');
    if (depth > MAX_DEPTH)
      throw invalid(path, `${depth} levels of nesting exceed the limit of ${MAX_DEPTH}.`);
    const unknown = Object.keys(schema).find((it) => !PERMITTED.has(it));
    if (unknown !== undefined) throw invalid(path, `'${unknown}' is not permitted.`);
    if (schema.type === undefined && !('anyOf' in schema) && !('$ref' in schema) && !('enum' in schema))
      invalid(path, "schema must have a 'type' key.");
    if (schema.type === 'object') properties += checkObject(schema, path).length;
    if (properties > MAX_PROPERTIES) throw invalid(path, `more than ${MAX_PROPERTIES} properties.`);
    if (schema.type === 'array') visit(schema.items, [...path, 'items'], depth + 1);
    for (const map of ['properties', '$defs', 'definitions'] as const)
      for (const [name, child] of Object.entries(isObject(schema[map]) ? schema[map] : {}))
        visit(child, [...path, map, name], depth + 1);
    for (const [index, child] of (Array.isArray(schema.anyOf) ? schema.anyOf : []).entries())
      visit(child, [...path, 'anyOf', String(index)], depth + 1);
  };
  if (!isObject(root) || root.type !== 'object') throw invalid([], 'schema must be of \'type: "object"\'.');
  visit(root, [], 0);
  return root as StrictSchema;
}
