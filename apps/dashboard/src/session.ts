import { createHmac, timingSafeEqual } from 'node:crypto';

/** `admin` does everything, `reader` looks. */
export type Role = 'admin' | 'reader';

export interface Sessions {
  /** A session for whoever knows a key; `undefined` for anybody else. */
  open(key: string): string | undefined;
  /** Whose session it is; `undefined` when it is over, or none of ours. */
  roleOf(session: string | undefined): Role | undefined;
  roleOfKey(key: string | undefined): Role | undefined;
  /** What a request that acts has to carry beside this session's cookie. */
  tokenOf(session: string): string;
  isTokenOf(session: string, token: unknown): boolean;
  readonly maxAgeSeconds: number;
}

const MAX_AGE_SECONDS = 12 * 3600;

const mac = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url');

/**
 * Sessions that carry their own end and a signature made from the key that opened them: nothing is stored, and a new key ends all of
 * the one before. Whose a session is shows in which key has signed it.
 */
export function createSessions(
  keys: { admin: string; reader?: string | undefined },
  now: () => number = Date.now,
): Sessions {
  const known: [Role, string][] = [['admin', keys.admin]];
  if (keys.reader !== undefined) known.push(['reader', keys.reader]);

  const sign = (key: string, text: string): string => mac(`session:${key}`, text);
  // Compared as MACs of equal length, so that the time taken tells nothing.
  const equal = (a: string, b: string): boolean =>
    timingSafeEqual(Buffer.from(sign(keys.admin, a)), Buffer.from(sign(keys.admin, b)));
  /** All are compared, whichever it is. */
  const find = (matches: (key: string) => boolean): [Role, string] | undefined =>
    known.filter(([, key]) => matches(key))[0];
  const byKey = (given: string | undefined) => find((key) => given !== undefined && equal(given, key));
  const tokenOf = (session: string): string => mac(`csrf:${keys.admin}`, session);

  return {
    maxAgeSeconds: MAX_AGE_SECONDS,
    roleOfKey: (key) => byKey(key)?.[0],
    open(given) {
      const [, key] = byKey(given) ?? [];
      if (key === undefined) return undefined;
      const end = String(now() + MAX_AGE_SECONDS * 1000);
      return `${end}.${sign(key, end)}`;
    },
    roleOf(session) {
      const [end = '', signature = ''] = session?.split('.') ?? [];
      const [role] = find((key) => equal(signature, sign(key, end))) ?? [];
      return Number(end) > now() ? role : undefined;
    },
    tokenOf,
    isTokenOf: (session, token) => typeof token === 'string' && equal(token, tokenOf(session)),
  };
}
