import { connect } from 'node:net';
import { type HttpAnswer, readAnswer } from './http-answer.ts';

export interface Exchange {
  /** Nothing when the connection was closed without one. */
  answer: HttpAnswer | undefined;
  hung: boolean;
  /** From the last byte being handed to the system to the end of the answer. */
  ms: number;
}

/** After so long without an answer the request is taken to be incomplete, and the sending side is closed. */
const PATIENCE_MS = 1500;

/** Sends bytes as they are on a connection of their own, and reads the first answer. */
export function exchange(port: number, bytes: Buffer, deadlineMs: number): Promise<Exchange> {
  return new Promise((resolve) => {
    const toHead = bytes.subarray(0, 5).toString('latin1') === 'HEAD ';
    const socket = connect(port, '127.0.0.1');
    let received = Buffer.alloc(0);
    let sentAt = performance.now();
    const patience = setTimeout(() => socket.end(), PATIENCE_MS);
    const deadline = setTimeout(() => finish(undefined, true), deadlineMs);
    function finish(answer: HttpAnswer | undefined, hung = false): void {
      clearTimeout(patience);
      clearTimeout(deadline);
      socket.destroy();
      resolve({ answer, hung, ms: performance.now() - sentAt });
    }
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received, toHead, false);
      if (answer) finish(answer);
    });
    socket.on('error', () => finish(readAnswer(received, toHead, true)));
    socket.on('close', () => finish(readAnswer(received, toHead, true)));
    socket.write(bytes, () => {
      sentAt = performance.now();
    });
  });
}
