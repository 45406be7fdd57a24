import { z } from 'zod';
import { sha256Schema } from './options.ts';

/** Photos that are refused, since workers went away whenever they opened them. */
export const quarantinedSchema = z.object({
  photos: z.array(
    z.object({
      sha256: sha256Schema,
      at: z.iso.datetime(),
      /** The job that found it out. */
      why: z.string(),
      /** Processes that went away with it open. */
      deaths: z.int().nonnegative(),
      /** Then it may be tried again. */
      until: z.iso.datetime(),
    }),
  ),
});
export type Quarantined = z.infer<typeof quarantinedSchema>;
