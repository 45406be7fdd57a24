import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawConnection {
  socket: Socket;
  write(text: string | Uint8Array): void;
  /** Everything that came until the server closed the connection. */
  closed: Promise<string>;
  /** What came so far. */
  received(): string;
  /** Resolves once what came matches. */
  until(pattern: RegExp, withinMs?: number): Promise<string>;
}

/** A TCP connection on which a test says what it likes. */
export async function openRaw(address: string): Promise<RawConnection> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {}); // a reset is an end, too
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(text));
  });
  await once(socket, 'connect');
  return {
    socket,
    write: (data) => void socket.write(data),
    closed,
    received: () => text,
    async until(pattern, withinMs = 5000) {
      const deadline = Date.now() + withinMs;
      while (!pattern.test(text)) {
        if (Date.now() > deadline) throw new Error(`${pattern} did not come: ${text}`);
        await new Promise((done) => setTimeout(done, 10));
      }
      return text;
    },
  };
}

/** The head of a request that brings a photo. */
export const uploadHead = (key: string, ...headers: string[]): string =>
  [
    'POST /v1/analyses HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${key}`,
    'content-type: image/jpeg',
    ...headers,
    '',
    '',
  ].join('\r\n');
