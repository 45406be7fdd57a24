import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure } from '@jmj/core';
import { toProblem } from './problems.ts';

const LINGER_MS = 500;

const EXPECTED: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'Expected fewer headers',
  ERR_HTTP_REQUEST_TIMEOUT: 'Expected the whole request sooner',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'Expected chunks without long extensions',
};

/** In bytes on the wire, for connections on which no request came about that could be answered. */
function rawProblem(detail: string): string {
  const problem = toProblem(new Failure('invalid-request', detail));
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    'x-content-type-options: nosniff',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

/** Destroyed a little later: at once, with bytes of theirs unread, they would be reset before they read our answer. */
function refuse(socket: Duplex, detail: string): void {
  if (socket.writable) socket.end(rawProblem(detail));
  const late = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(late));
}

/** Answers what Node's parser refuses, as a problem like every other. */
export function onClientError(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  refuse(socket, EXPECTED[error.code ?? ''] ?? 'Expected a well-formed HTTP/1.1 request');
}

/** Answers what Node would answer by itself, or not at all: expectations other than 100-continue, and CONNECT. */
export function answerOddRequests(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(toProblem(new Failure('invalid-request', 'Expect: only 100-continue')));
    response.writeHead(400, {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    });
    response.end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    refuse(socket, 'CONNECT is not offered');
  });
}
