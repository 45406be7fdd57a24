import { isIP, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import { refused, unreachable } from './failures.ts';
import type { Resolve } from './resolve.ts';

export interface ConnectionOptions {
  resolve: Resolve;
  isAllowed: (address: string, port: number) => boolean;
  /** Ports that may be connected to. */
  ports: ReadonlySet<number>;
  /** For each address of a name, ms. */
  connectTimeoutMs: number;
  /** Certificates that are trusted instead of the usual ones. */
  ca?: string | undefined;
}

/** A name with more addresses than this is tried no further. */
const MOST_TRIES = 3;
const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

/**
 * Opens the one connection of a request, to an address that was looked at. The name is resolved once, here, and the socket is
 * opened to the number that came out: there is no second look-up that could answer otherwise (DNS rebinding).
 */
export function createConnections(options: ConnectionOptions) {
  const { isAllowed } = options;
  const connect = buildConnector({
    allowH2: false,
    keepAlive: false,
    maxCachedSessions: 0,
    timeout: options.connectTimeoutMs,
    rejectUnauthorized: true, // also when NODE_TLS_REJECT_UNAUTHORIZED says otherwise
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });

  function portOf(url: URL): number {
    const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
    if (port === undefined || !options.ports.has(port)) throw refused('This port is not asked for photos');
    return port;
  }

  /** One forbidden address among many condemns the name: nobody honest has both. */
  async function addressesOf(url: URL, port: number, signal: AbortSignal): Promise<string[]> {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const addresses = isIP(host) ? [host] : await ask(host, signal);
    if (!addresses.every((it) => isAllowed(it, port))) throw refused();
    return addresses.slice(0, MOST_TRIES);
  }

  async function ask(name: string, signal: AbortSignal): Promise<string[]> {
    const addresses = await unlessAborted(options.resolve(name, signal), signal).catch(() => []);
    signal.throwIfAborted();
    if (addresses.length === 0) throw unreachable('The name of this address is not known');
    return addresses;
  }

  function dial(url: URL, address: string, port: number, signal: AbortSignal): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const { protocol, host } = url;
      const to = { protocol, host, hostname: address, port: String(port) };
      const socket = connect(to, (error, connected) => {
        signal.removeEventListener('abort', cutOff);
        if (error) return reject(error);
        // Whatever stands between the number and the wire: where it has led is what counts.
        if (connected.remoteAddress && isAllowed(connected.remoteAddress, port)) return resolve(connected);
        connected.destroy();
        reject(refused());
      }) as unknown as Socket;
      const cutOff = () => {
        socket.destroy();
        reject(signal.reason);
      };
      signal.addEventListener('abort', cutOff, { once: true });
    });
  }

  return {
    /** @throws Failure `image-url-refused` or `image-url-unreachable`; the signal's reason when it aborts */
    async open(url: URL, signal: AbortSignal): Promise<Socket> {
      const port = portOf(url);
      const addresses = await addressesOf(url, port, signal);
      for (const address of addresses) {
        signal.throwIfAborted();
        try {
          return await dial(url, address, port, signal);
        } catch (error) {
          signal.throwIfAborted();
          if (error instanceof Error && error.name === 'Failure') throw error;
        }
      }
      throw unreachable();
    },
  };
}

export type Connections = ReturnType<typeof createConnections>;

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener('abort', onAbort));
}
