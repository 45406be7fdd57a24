import { Failure } from './failure.ts';

/** As long as browsers and servers take for granted. */
const MAX_LENGTH = 2048;

/** Names that mean this machine or its network, wherever they are asked. RFC 6761, 6762, 7686, 8375 and ICANN's `internal`. */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'localdomain', 'home.arpa', 'onion'];

export const refusedUrl = (message: string): Failure => new Failure('image-url-refused', message);

/** Without the dot of the root: `localhost.` is `localhost`. */
const plainName = (hostname: string): string => hostname.replace(/\.+$/, '');

function isPrivateName(name: string): boolean {
  if (name.startsWith('[')) return false;
  return !name.includes('.') || PRIVATE_SUFFIXES.some((it) => name === it || name.endsWith(`.${it}`));
}

/**
 * What can be told of an address by reading it. It may still lead anywhere: who connects must look at where it leads.
 * @throws Failure `image-url-refused`
 */
export function readImageUrl(text: string, base?: URL): URL {
  const url = text.length <= MAX_LENGTH ? URL.parse(text, base?.href) : null;
  if (!url) throw refusedUrl(`Expected an address of at most ${MAX_LENGTH} characters`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refusedUrl('Expected an http or https address');
  if (url.username || url.password) throw refusedUrl('Expected an address without a user name or password');
  if (isPrivateName(plainName(url.hostname))) throw refusedUrl('Expected an address on the public internet');
  return url;
}
