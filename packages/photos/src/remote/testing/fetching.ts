import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { createPhotoFetcher, type PhotoFetcherOptions } from '../index.ts';
import { type Listener, startHttp, startRaw } from './servers.ts';

/** A signal that nobody gives. */
export const NEVER = new AbortController().signal;
export const IMAGE = { 'content-type': 'image/jpeg' };

/** Servers of one suite, closed after each test, and photos fetched from them. */
export function fetchingFromServers() {
  const opened: Listener[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  async function listening(started: Promise<Listener>): Promise<Listener> {
    const one = await started;
    opened.push(one);
    return one;
  }

  /** A fetcher that may connect to this test's own servers, and to nothing else. */
  function fetcherFor(servers: Listener[], options: Partial<PhotoFetcherOptions> = {}) {
    const ports = servers.map(({ port }) => port);
    return createPhotoFetcher({
      maxBytes: 1_000_000,
      timeoutMs: 2000,
      idleMs: 1000,
      ports,
      resolve: async () => ['127.0.0.1'],
      allow: (address, port) => address === '127.0.0.1' && ports.includes(port),
      ...options,
    });
  }

  return {
    listening,
    fetcherFor,

    /** What comes of a photo at a server that answers so. */
    async fetchFrom(answer: RequestListener, options?: Partial<PhotoFetcherOptions>) {
      const server = await listening(startHttp(answer));
      return fetcherFor([server], options)
        .fetch(`http://photos.example:${server.port}/a%20photo.jpg?size=large`, NEVER)
        .catch((error: unknown) => error);
    },

    /** The same of one that speaks what it likes, and how long it took. */
    async fetchRaw(speak: (socket: Socket) => void, options?: Partial<PhotoFetcherOptions>) {
      const server = await listening(startRaw(speak));
      const began = Date.now();
      const outcome = await fetcherFor([server], options)
        .fetch(`http://photos.example:${server.port}/`, NEVER)
        .catch((error: unknown) => error);
      return { outcome, ms: Date.now() - began };
    },
  };
}
