import { PROBLEMS } from '@jmj/contracts';

/** The first answer on a connection, interim ones left out; nothing while it is not whole. */
export interface HttpAnswer {
  status: number;
  type: string;
  body: Buffer;
}

const SILENT = new Set([204, 304]);

function bodyOf(headers: string, rest: Buffer, closed: boolean): Buffer | undefined {
  const length = /^content-length: *(\d+)/im.exec(headers)?.[1];
  if (length !== undefined)
    return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : undefined;
  if (!/^transfer-encoding: *chunked/im.test(headers)) return closed ? rest : undefined;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = rest.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, end), 16);
    if (size === 0) return Buffer.concat(parts);
    if (rest.length < end + 2 + size) return undefined;
    parts.push(rest.subarray(end + 2, end + 2 + size));
    at = end + 4 + size;
  }
}

export function readAnswer(received: Buffer, toHead: boolean, closed: boolean): HttpAnswer | undefined {
  for (let from = 0; ; ) {
    const end = received.indexOf('\r\n\r\n', from);
    if (end < 0) return undefined;
    const headers = received.toString('latin1', from, end);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(headers)?.[1] ?? 0);
    from = end + 4;
    if (status >= 100 && status < 200) continue;
    const type = /^content-type: *(.*)$/im.exec(headers)?.[1]?.trim() ?? '';
    const bodiless = toHead || SILENT.has(status) || type.startsWith('text/event-stream');
    const body = bodiless ? Buffer.alloc(0) : bodyOf(headers, received.subarray(from), closed);
    return body && { status, type, body };
  }
}

/** What is wrong with an answer; nothing when it is a success or a problem as promised. */
export function faultIn({ status, type, body }: HttpAnswer, toHead: boolean): string | undefined {
  if (status >= 200 && status < 400) {
    const packed = body[0] === 0x1f;
    if (toHead || packed || !type.startsWith('application/json') || body.length === 0) return undefined;
    try {
      JSON.parse(body.toString('utf8'));
      return undefined;
    } catch {
      return `a success of status ${status} that is no JSON`;
    }
  }
  if (!type.startsWith('application/problem+json')) return `status ${status} of type "${type}"`;
  if (toHead) return undefined;
  try {
    const { code } = JSON.parse(body.toString('utf8')) as { code: string };
    if (!Object.hasOwn(PROBLEMS, code)) return `status ${status} with the unknown code ${code}`;
    return code === 'internal' ? 'internal: something was not foreseen' : undefined;
  } catch {
    return `status ${status} that is no JSON`;
  }
}
