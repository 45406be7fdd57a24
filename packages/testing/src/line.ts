import { connect, createServer, type Socket } from 'node:net';

/** A TCP connection that can be slow, or cut. */
export interface Line {
  port: number;
  /** How much later each answer arrives. */
  delayMs: number;
  /** Where those who connect from now on get to. */
  toPort: number;
  /** Cuts all that are connected now; answers how many. */
  cut(): number;
  close(): Promise<void>;
}

/** Passes on what goes to a port of this machine, and back. */
export async function startLine(toPort: number): Promise<Line> {
  const pairs = new Set<{ client: Socket; server: Socket }>();
  const listener = createServer((client) => {
    const server = connect(line.toPort, '127.0.0.1');
    const pair = { client, server };
    pairs.add(pair);
    for (const socket of [client, server]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    server.on('data', (bytes) => {
      if (line.delayMs === 0) client.write(bytes);
      else setTimeout(() => client.write(bytes), line.delayMs).unref();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const line: Line = {
    port: address && typeof address === 'object' ? address.port : 0,
    delayMs: 0,
    toPort,
    cut() {
      const count = pairs.size;
      for (const { client } of pairs) client.destroy();
      return count;
    },
    async close() {
      const closed = new Promise((resolve) => listener.close(resolve));
      line.cut();
      await closed;
    },
  };
  return line;
}
