import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

export interface Listener {
  port: number;
  /** How often somebody connected. */
  connections(): number;
  close(): Promise<void>;
}

async function open(server: Server | ReturnType<typeof createTcpServer>, host?: string): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Listens on every address of this machine, IPv6 too where there is any, answers anybody with `photo`, and counts. */
export const startEverywhere = (photo: Uint8Array): Promise<Listener> =>
  open(createServer((_request, response) => response.setHeader('content-type', 'image/jpeg').end(photo)));

export const startHttp = (answer: RequestListener): Promise<Listener> =>
  open(createServer(answer), '127.0.0.1');

export const startHttps = (
  identity: { key: string; cert: string },
  answer: RequestListener,
): Promise<Listener> => open(createTlsServer(identity, answer) as unknown as Server, '127.0.0.1');

/** A server that speaks bytes, whatever they are. */
export const startRaw = (speak: (socket: Socket) => void): Promise<Listener> =>
  open(
    createTcpServer((socket) => {
      socket.resume(); // one that nobody reads would not notice its end
      speak(socket);
    }),
    '127.0.0.1',
  );
