import { z } from 'zod';

const removed = z.number().int().nonnegative();

/** What was removed when a user was erased. All zero when there was nothing left. */
export const erasureReceiptSchema = z.object({
  analyses: removed,
  /** Of those that were still on their way to a worker. */
  photos: removed,
  critiques: removed.meta({ description: 'That only their photos had led to' }),
  shared: removed.meta({ description: 'Critiques that stay: somebody else has asked for them too' }),
  descriptors: removed.meta({ description: 'What was kept to recognize copies of their photos' }),
  jobs: removed,
  batchItems: removed,
  ledgerLines: removed.meta({ description: 'Calls of the provider. Sums that name nobody stay' }),
  budgets: removed.meta({ description: 'Accounts of what the user had spent' }),
  idempotencyKeys: removed,
  webhooks: removed.meta({ description: 'Not yet sent' }),
  /** False: there was too much for one call. Call again. */
  complete: z.boolean(),
});
export type ErasureReceipt = z.infer<typeof erasureReceiptSchema>;
