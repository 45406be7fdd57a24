import { type ApiKey, keyTenantSchema } from '@jmj/contracts';
import { z } from 'zod';

const time = z.iso.datetime();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** A key as Redis keeps it: never the key itself. */
export const keyRecordSchema = z.object({
  id: z.string(),
  tenant: keyTenantSchema,
  label: z.string(),
  digest,
  start: z.string(),
  createdAt: time,
  rotatedAt: time.optional(),
  expiresAt: time.optional(),
  /** Keys of before rotations, each with its end. */
  previous: z.array(z.object({ digest, until: time })),
});
export type KeyRecord = z.infer<typeof keyRecordSchema>;

const isOver = (at: string | undefined, now: number): boolean => at !== undefined && Date.parse(at) <= now;

/** What may be told of it. */
export function toApiKey(record: KeyRecord, now = Date.now()): ApiKey {
  const { id, tenant, label, start, createdAt, rotatedAt, expiresAt, previous } = record;
  const graceUntil = previous
    .map(({ until }) => until)
    .filter((until) => !isOver(until, now))
    .sort()
    .at(-1);
  const status = isOver(expiresAt, now) ? 'expired' : 'active';
  return { id, tenant, label, source: 'redis', status, start, createdAt, rotatedAt, expiresAt, graceUntil };
}
