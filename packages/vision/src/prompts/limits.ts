/**
 * How long each text may be, in characters. The model is told, and strict mode cannot enforce it: a text that is somewhat longer
 * is paid for and kept. The room of an answer, OUTPUT_TOKENS in pricing, is made for these.
 */
export const LIMITS = {
  comment: 150,
  summary: 220,
  insight: 90,
  suggestion: 90,
  impact: 40,
  how: 120,
  reason: 100,
  step: 60,
  tip: 90,
  edit: 70,
  effect: 50,
} as const;
