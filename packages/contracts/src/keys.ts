import { z } from 'zod';

export const keyTenantSchema = z
  .string({ error: 'expected the name of a tenant' })
  .regex(/^[\w.-]{1,64}$/, { error: 'expected a tenant of letters, digits, . _ -' });

/** How long an old key goes on after a rotation at most, seconds: a week. */
export const MAX_GRACE_SECONDS = 604_800;
/** A day: enough to put the new key everywhere. */
const GRACE_SECONDS = 86_400;

const expiresAt = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2027-01-31T00:00:00Z' })
  .optional();
const graceError = { error: `expected whole seconds, 0 to ${MAX_GRACE_SECONDS}` };

/** Body of `POST /v1/admin/keys`. */
export const keyRequestSchema = z.strictObject({
  tenant: keyTenantSchema,
  /** What it is for, to tell it from others. Not to name persons: it is kept until the key is revoked. */
  label: z
    .string({ error: 'expected what the key is for' })
    .trim()
    .min(1, { error: 'expected what the key is for' })
    .max(100, { error: 'expected at most 100 characters' }),
  /** Without it the key is valid until it is revoked. */
  expiresAt,
});
export type KeyRequest = z.infer<typeof keyRequestSchema>;

/** Body of `POST /v1/admin/keys/:id/rotate`. */
export const keyRotationSchema = z.strictObject({
  /** How long the key of before is valid still. 0: it ends at once. */
  graceSeconds: z
    .int(graceError)
    .min(0, graceError)
    .max(MAX_GRACE_SECONDS, graceError)
    .default(GRACE_SECONDS),
  /** Of the new key; without it, that of before stays. */
  expiresAt,
});
export type KeyRotation = z.infer<typeof keyRotationSchema>;

/** A key, without its secret. */
export const apiKeySchema = z.object({
  id: z.string(),
  tenant: z.string(),
  label: z.string(),
  /** `environment`: one of `API_KEYS`, which only its service's settings can change. */
  source: z.enum(['redis', 'environment']),
  status: z.enum(['active', 'expired']),
  /** How it begins, to recognise it. Absent for those of the environment. */
  start: z.string().optional(),
  createdAt: z.iso.datetime().optional(),
  rotatedAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime().optional(),
  /** Until when a key of before a rotation is valid still. */
  graceUntil: z.iso.datetime().optional(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const keyListSchema = z.object({ keys: z.array(apiKeySchema) });
export type KeyList = z.infer<typeof keyListSchema>;

/** The only time that the key itself is told. */
export const createdKeySchema = apiKeySchema.extend({ key: z.string() });
export type CreatedKey = z.infer<typeof createdKeySchema>;
