import { createServer } from 'node:net';

/** Why nothing can listen there, as the system's code; `undefined` when something can. */
function obstacle(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

const FIRST_REDIS_PORT = 6379;
const PORTS_TRIED = 50;

/** @throws Error when 50 ports in a row are taken */
export async function findRedisPort(): Promise<number> {
  for (let port = FIRST_REDIS_PORT; port < FIRST_REDIS_PORT + PORTS_TRIED; port++) {
    if ((await obstacle(port, '127.0.0.1')) === undefined) return port;
  }
  throw new Error(`no free port for Redis from ${FIRST_REDIS_PORT} on`);
}

/** The ports that people reach us by, with the variable that moves each. */
const ASKED = [
  { variable: 'PORT', fallback: 3000, what: 'the api' },
  { variable: 'DASHBOARD_PORT', fallback: 3001, what: 'the dashboard' },
];

/**
 * Looks before anything is started, so that a taken port is one line and not a service's last words.
 * @throws Error that names the port and the variable
 */
export async function checkPorts(env: NodeJS.ProcessEnv): Promise<void> {
  const taken = new Map<number, string>();
  for (const { variable, fallback, what } of ASKED) {
    const port = Number(env[variable] || fallback);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) continue; // 0 is any; the service tells what it makes of others
    const twin = taken.get(port);
    if (twin) throw new Error(`${twin} and ${variable} are both ${port}: give one of them another port`);
    taken.set(port, variable);
    const code = await obstacle(port, env.HOST || '127.0.0.1');
    if (code === 'EADDRINUSE') {
      const example = `${variable}=${port + 10} npm start`;
      throw new Error(`Port ${port} for ${what} is already in use: set ${variable}, e.g. ${example}`);
    }
    if (code === 'EACCES') throw new Error(`Port ${port} for ${what} is not ours to use: set ${variable}`);
  }
}
