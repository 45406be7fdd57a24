import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from './problem-kinds.ts';

export const problemCodeSchema = z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]);

/** A field of the request that was wrong, and what was expected there. */
export const fieldErrorSchema = z.object({ field: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** Which budget is used up, what is left of it and when it begins anew. */
export const exceededBudgetSchema = z.object({
  scope: z.enum(['tenant', 'user']),
  period: z.enum(['day', 'month']),
  unit: z.enum(['usd', 'analyses']),
  limit: z.number(),
  /** Neither spent nor held back for what is under way. */
  left: z.number(),
  resetsAt: z.iso.datetime(),
});
export type ExceededBudget = z.infer<typeof exceededBudgetSchema>;

/** `application/problem+json`, RFC 9457, with our stable `code`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: problemCodeSchema,
  detail: z.string().optional(),
  errors: z.array(fieldErrorSchema).optional(),
  /** With `budget-exceeded`. */
  budget: exceededBudgetSchema.optional(),
});
export type Problem = z.infer<typeof problemSchema>;
