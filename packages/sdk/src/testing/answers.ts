import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Analysis, PROBLEMS, type ProblemCode } from '@jmj/contracts';

export function json(
  response: ServerResponse,
  status: number,
  body: Analysis,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function problem(response: ServerResponse, code: ProblemCode, retryAfter?: string): undefined {
  const { status, title } = PROBLEMS[code];
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  response.end(JSON.stringify({ type: `urn:jmj:problem:${code}`, title, status, code, detail: `${title}.` }));
}

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
