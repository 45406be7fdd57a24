import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Sessions {
  /** A session for whoever knows the admin key; `undefined` for anybody else. */
  open(key: string): string | undefined;
  isOpen(session: string | undefined): boolean;
  isAdminKey(key: string | undefined): boolean;
  readonly maxAgeSeconds: number;
}

const MAX_AGE_SECONDS = 12 * 3600;

/** Sessions that carry their own end and a signature made from the admin key: nothing is stored, a new key ends them all. */
export function createSessions(adminKey: string, now: () => number = Date.now): Sessions {
  const sign = (text: string) => createHmac('sha256', `session:${adminKey}`).update(text).digest('base64url');
  // Compared as MACs of equal length, so that the time taken tells nothing.
  const equal = (a: string, b: string) => timingSafeEqual(Buffer.from(sign(a)), Buffer.from(sign(b)));
  const isAdminKey = (key: string | undefined) => key !== undefined && equal(key, adminKey);
  return {
    maxAgeSeconds: MAX_AGE_SECONDS,
    isAdminKey,
    open(key) {
      if (!isAdminKey(key)) return undefined;
      const end = String(now() + MAX_AGE_SECONDS * 1000);
      return `${end}.${sign(end)}`;
    },
    isOpen(session) {
      const [end = '', signature = ''] = session?.split('.') ?? [];
      return equal(signature, sign(end)) && Number(end) > now();
    },
  };
}
