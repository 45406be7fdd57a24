import { type AnalysisOptions, analysisOptionsSchema, type FieldError } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import type { z } from 'zod';

export function invalid(fields: FieldError[]): Failure {
  const detail = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new Failure('invalid-request', detail, { fields });
}

export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((field) => ({ field, message: 'this field is not known' }))
      : [{ field: issue.path.join('.') || 'body', message: issue.message }],
  );
}

/** @throws Failure `invalid-request`, naming each wrong field and what was expected */
export function parseWith<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw invalid(fieldErrors(parsed.error));
  return parsed.data;
}

/** @throws Failure `invalid-request`, naming each wrong field and what was expected */
export const parseOptions = (given: unknown): AnalysisOptions => parseWith(analysisOptionsSchema, given);
