import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before the api and notes what passes. */
export interface Gate {
  url: string;
  passed: { method: string; url: string; photoBytes: number }[];
  close(): Promise<void>;
}

export async function openGate(target: string): Promise<Gate> {
  const passed: Gate['passed'] = [];
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const { method = 'GET', url = '/', headers } = request;
    const photoBytes = headers['content-type']?.startsWith('image/') ? body.length : 0;
    passed.push({ method, url, photoBytes });
    const asked = ['authorization', 'content-type', 'prefer'].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, String(headers[name])] as [string, string]],
    );
    const headersOn = [...asked, ['accept-encoding', 'identity'] as [string, string]];
    const answer = await fetch(target + url, {
      method,
      headers: headersOn,
      ...(body.length ? { body } : {}),
    });
    response.writeHead(
      answer.status,
      [...answer.headers].filter(([name]) => name !== 'transfer-encoding').flat(),
    );
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
