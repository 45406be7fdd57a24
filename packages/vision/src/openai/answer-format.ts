import { judgedCritiqueSchema } from '@jmj/contracts';
import { zodTextFormat } from 'openai/helpers/zod';
import type { ResponseFormatTextJSONSchemaConfig } from 'openai/resources/responses/responses';

/**
 * Keywords that strict structured output answers with 400 ("'maxLength' is not permitted") although the SDK's helper
 * lets them through. Bounds of numbers and arrays are enforced by the provider; lengths of texts only by us, afterwards.
 * https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
 */
const NOT_PERMITTED = new Set(['minLength', 'maxLength', '$schema']);

/** The critique's schema in the dialect of strict structured output. */
export function critiqueFormat(): ResponseFormatTextJSONSchemaConfig {
  const { name, schema } = zodTextFormat(judgedCritiqueSchema, 'critique');
  const permitted = JSON.stringify(schema, (key, value: unknown) =>
    NOT_PERMITTED.has(key) ? undefined : value,
  );
  return { type: 'json_schema', name, strict: true, schema: JSON.parse(permitted) };
}
