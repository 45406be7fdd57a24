import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

/** A server under load: a process of its own, so that what it takes of the processor is known. */
export interface Server {
  /** `http://host:port` */
  address: string;
  pid: number;
}

export interface Load {
  perSecond: number;
  /** ms */
  p50: number;
  /** ms */
  p99: number;
  /** Processor time of the server, µs for each request; user and system together. */
  cpuMicros: number;
}

export interface LoadOptions {
  /** Whole HTTP/1.1 requests, sent in turn. */
  requests: readonly Buffer[];
  connections: number;
  seconds: number;
  /** What the head of each connection's first answer has to say. */
  expected: RegExp;
}

/** One request as it goes over the wire. */
export function rawRequest(path: string, headers: Record<string, string>, body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body);
  const all = { host: 'localhost', ...headers, 'content-length': String(bytes.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), bytes]);
}

/** What a process took of the processor so far, ms. Linux; in ticks of 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const RECEIVE_BYTES = 65_536;
const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = Buffer.from('\r\ncontent-length: ');
const OK = Buffer.from('HTTP/1.1 200 ');
const DIGIT_0 = 0x30;

const refusal = (received: Buffer) => new Error(`Not as expected: ${received.subarray(0, 400)}`);

/** Bytes of the answer that `received` begins with. @throws Error when it is refused, or its head says no length */
function answerLength(received: Buffer): number {
  const head = received.indexOf(HEAD_END);
  const at = received.indexOf(LENGTH) + LENGTH.length;
  if (received.compare(OK, 0, OK.length, 0, OK.length) !== 0 || at < LENGTH.length || at > head)
    throw refusal(received);
  let length = 0;
  for (let n = at; received[n] !== 0x0d; n++) length = length * 10 + (received[n] ?? 0) - DIGIT_0;
  return head + HEAD_END.length + length;
}

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

/**
 * Asks again as soon as it is answered, on each of the connections. Requests are ready-made bytes, and of an answer nothing is
 * looked at but its status and its length: with two cores, one for the load, a generator that does more would be what is measured.
 * @throws Error at the first answer that is not 200, and when a connection breaks
 */
export async function load(server: Server, options: LoadOptions): Promise<Load> {
  const { requests, connections, seconds, expected } = options;
  const { hostname: host, port } = new URL(server.address);
  const took: number[] = [];
  const started = performance.now();
  const cpuBefore = cpuMs(server.pid);
  const end = started + seconds * 1000;

  const connection = (n: number) =>
    new Promise<void>((resolve, reject) => {
      // Each begins elsewhere in the list: in step they would all ask for one photo at a time.
      let next = Math.floor((n * requests.length) / connections);
      let sent = 0;
      let left = 0;
      const buffer = Buffer.allocUnsafe(RECEIVE_BYTES);
      let isFirst = true;
      const socket = connect({
        host,
        port: Number(port),
        noDelay: true,
        onread: { buffer, callback: (size) => received(size) },
      });
      const send = () => {
        sent = performance.now();
        if (sent >= end) return socket.destroy();
        next = (next + 1) % requests.length;
        return socket.write(requests[next] ?? '');
      };
      function received(size: number): boolean {
        try {
          if (left === 0) left = answerLength(buffer.subarray(0, size));
          if (isFirst && !expected.test(buffer.toString('latin1', 0, size)))
            throw refusal(buffer.subarray(0, size));
          isFirst = false;
        } catch (error) {
          socket.destroy(error as Error);
          return false;
        }
        left -= size;
        if (left > 0) return true;
        took.push(performance.now() - sent);
        send();
        return true;
      }
      socket.once('connect', send);
      socket.once('error', reject);
      socket.once('close', () =>
        performance.now() < end ? reject(new Error(`${server.address} closed a connection`)) : resolve(),
      );
    });
  await Promise.all(Array.from({ length: connections }, (_, n) => connection(n)));

  const cpuTaken = cpuMs(server.pid) - cpuBefore;
  const sorted = Float64Array.from(took).sort();
  return {
    perSecond: took.length / ((performance.now() - started) / 1000),
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    cpuMicros: (cpuTaken * 1000) / took.length,
  };
}
