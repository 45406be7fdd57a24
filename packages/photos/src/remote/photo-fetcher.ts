import { setTimeout as pause } from 'node:timers/promises';
import { Failure, readImageUrl } from '@jmj/core';
import { Client, type Dispatcher } from 'undici';
import { isPublic } from './addresses.ts';
import { readPhoto } from './body.ts';
import { createConnections } from './connection.ts';
import { refused, unreachable } from './failures.ts';
import { type Resolve, resolveByDns } from './resolve.ts';

export interface PhotoFetcherOptions {
  maxBytes: number;
  /** For all of it, redirects included, ms. @default 20000 */
  timeoutMs?: number;
  /** How long the other side may be silent, ms; it is looked at about twice a second. @default 5000 */
  idleMs?: number;
  /** @default 3 */
  maxRedirects?: number;
  /** @default 80 and 443 */
  ports?: readonly number[];
  /** @default the name servers of this machine */
  resolve?: Resolve;
  /** Certificates to trust instead of the usual ones, PEM. */
  ca?: string;
  /**
   * Addresses to connect to although they are not public. For tests, which have a server of their own: never to be set from outside.
   * @default none
   */
  allow?: (address: string, port: number) => boolean;
}

export interface FetchedPhoto {
  bytes: Uint8Array;
}

export interface PhotoFetcher {
  /**
   * The photo at an address that a stranger named.
   * @throws Failure `image-url-refused`, `image-url-unreachable`, `photo-too-large` or `unsupported-format`; the signal's reason
   *   when it aborts
   */
  fetch(url: string, signal: AbortSignal): Promise<FetchedPhoto>;
}

/** Of all response headers together, bytes. */
const MAX_HEADER_BYTES = 16_384;
const WEB_PORTS = [80, 443];
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** All that is ever told: no cookie, no authorization, no referrer. */
const HEADERS = {
  accept: 'image/avif,image/webp,image/jpeg,image/png,image/tiff,image/gif,*/*;q=0.1',
  'accept-encoding': 'identity',
  'user-agent': 'JudgeMyJPEG-photo-fetcher',
};

/** Fetches photos from addresses that strangers name, and from nowhere that strangers could not reach themselves. */
export function createPhotoFetcher(options: PhotoFetcherOptions): PhotoFetcher {
  const { timeoutMs = 20_000, idleMs = 5000, maxRedirects = 3, allow = () => false } = options;
  const connections = createConnections({
    resolve: options.resolve ?? resolveByDns,
    isAllowed: (address, port) => isPublic(address) || allow(address, port),
    ports: new Set(options.ports ?? WEB_PORTS),
    connectTimeoutMs: idleMs,
    ca: options.ca,
  });

  /** One request on a connection of its own, which is closed when `use` is done with the answer. */
  async function ask<T>(
    url: URL,
    signal: AbortSignal,
    use: (answer: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<T> {
    const socket = await connections.open(url, signal);
    let used = false;
    const client = new Client(url.origin, {
      // Only this connection was looked at: there is no second one. Undici waits for ever when it is told at once.
      connect: (_to, done) => {
        const isSecond = used;
        used = true;
        queueMicrotask(() =>
          isSecond ? done(new Error('the connection is used up'), null) : done(null, socket),
        );
      },
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      pipelining: 1,
    });
    try {
      const path = `${url.pathname}${url.search}`;
      return await use(await client.request({ method: 'GET', path, headers: HEADERS, reset: true, signal }));
    } finally {
      socket.destroy();
      void client.destroy().catch(() => {});
    }
  }

  /** The photo, or where it is said to be. */
  function step(url: URL, signal: AbortSignal): Promise<Uint8Array | URL> {
    return ask(url, signal, async ({ statusCode, headers, body }) => {
      body.on('error', () => {}); // one that is not read to its end is cut off
      if (REDIRECTS.has(statusCode)) return redirectOf(url, headers.location);
      if (statusCode === 200) return readPhoto(headers, body, options.maxBytes);
      const mayPass = statusCode >= 500 || statusCode === 429 || statusCode === 408;
      throw unreachable(`The address answered with status ${statusCode}`, { retryable: mayPass });
    });
  }

  async function follow(start: string, signal: AbortSignal): Promise<FetchedPhoto> {
    let url = readImageUrl(start);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const found = await step(url, signal);
      if (!(found instanceof URL)) return { bytes: found };
      url = found;
    }
    throw refused(`The address redirects more than ${maxRedirects} times`);
  }

  return {
    async fetch(url, signal) {
      const over = new AbortController();
      const both = AbortSignal.any([signal, over.signal]);
      void pause(timeoutMs, undefined, { signal: both }).then(
        () => over.abort(),
        () => {},
      );
      try {
        return await follow(url, both);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (over.signal.aborted) throw unreachable('The address took too long');
        throw error instanceof Failure ? error : unreachable();
      } finally {
        over.abort();
      }
    },
  };
}

/** @throws Failure when it leads nowhere, or from a secret channel to an open one */
function redirectOf(from: URL, location: string | string[] | undefined): URL {
  if (typeof location !== 'string')
    throw unreachable('The address redirects to nowhere', { retryable: false });
  const to = readImageUrl(location, from);
  if (from.protocol === 'https:' && to.protocol !== 'https:')
    throw refused('The address redirects from https to http');
  return to;
}
