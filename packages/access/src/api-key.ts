import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'jmj_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_BYTES = 32;
/** 62^43 > 2^256 */
const SECRET_DIGITS = 43;
/** 62^6 > 2^32 */
const CHECK_DIGITS = 6;
const SHOWN_DIGITS = 6;
const FORM = new RegExp(`^${PREFIX}([0-9A-Za-z]{${SECRET_DIGITS}})([0-9A-Za-z]{${CHECK_DIGITS}})$`);

function base62(value: bigint, length: number): string {
  let text = '';
  for (let left = value; left > 0n; left /= 62n) text = DIGITS.charAt(Number(left % 62n)) + text;
  return text.padStart(length, '0');
}

const checkOf = (secret: string): string => base62(BigInt(crc32(secret)), CHECK_DIGITS);

/**
 * A new key: `jmj_`, 256 random bits, a checksum. The prefix lets scanners of repositories and logs find it, the checksum (CRC-32)
 * tells a mistyped one without asking anybody, and one word of letters and digits is selected by a double click. The form is GitHub's:
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function makeApiKey(): string {
  const secret = base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_DIGITS);
  return `${PREFIX}${secret}${checkOf(secret)}`;
}

/** Whether it was made by `makeApiKey` and has arrived whole. It says nothing about who knows it. */
export function isWholeKey(text: string): boolean {
  const [, secret, check] = FORM.exec(text) ?? [];
  return secret !== undefined && checkOf(secret) === check;
}

/** Enough of a key to recognise it, of which 220 bits stay unknown. */
export const startOf = (key: string): string => key.slice(0, PREFIX.length + SHOWN_DIGITS);

/**
 * What is kept of a key: its SHA-256, in hex. A slow, salted hash protects what people choose; 256 random bits cannot be guessed from their
 * digest at any speed, and a slow hash would be paid with each request. NIST asks for salt and slowness only below 112 bits of
 * entropy: SP 800-63B §5.1.2.2, https://pages.nist.gov/800-63-3/sp800-63b.html
 */
export const digestOf = (key: string): string => hash('sha256', key);
