import { Resolver } from 'node:dns/promises';

/** All addresses of a name. Rejects when there are none. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<string[]>;

const DNS_TIMEOUT_MS = 2000;
const DNS_TRIES = 2;

/**
 * Asks the name servers and nobody else: no hosts file, no search domains, so that a name means the same here as outside. Unlike
 * `dns.lookup` it takes none of the few threads that decode photos, however slow a hostile name server is.
 */
export const resolveByDns: Resolve = async (name, signal) => {
  signal.throwIfAborted();
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: DNS_TRIES });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((it) => (it.status === 'fulfilled' ? it.value : []));
    if (addresses.length > 0) return addresses;
    throw new Error('no address');
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};
