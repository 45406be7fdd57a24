import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createReleasers } from '@jmj/runtime';
import pretty from 'pino-pretty';
import { banner } from './banner.ts';
import { adminKey } from './keys.ts';
import { checkPorts } from './ports.ts';
import { provideRedis } from './redis.ts';
import { startService } from './services.ts';

export interface UpOptions {
  root: string;
  /** Where Redis keeps its data, and the admin key is. */
  dataDir: string;
  env: NodeJS.ProcessEnv;
  workers: number;
  watch: boolean;
}

/** npm and the terminal may both pass on one Ctrl-C: signals this close together are one, ms. */
const ONE_SIGNAL_MS = 1000;

/** Aborts on the first signal to stop; a second one ends the process at once, and the services end by themselves. */
function stopSignal(): AbortSignal {
  const told = new AbortController();
  let toldAt: number | undefined;
  const onSignal = () => {
    if (toldAt !== undefined && Date.now() - toldAt > ONE_SIGNAL_MS) process.exit(1);
    toldAt ??= Date.now();
    told.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return told.signal;
}

/** Brings the whole service up on this machine, and stays until it is told to stop. Resolves with the exit code. */
export async function up({ root, dataDir, env, workers, watch }: UpOptions): Promise<number> {
  const releasers = createReleasers();
  const stop = stopSignal();
  const told = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve()));

  async function bringUp(): Promise<string> {
    const admin = env.ADMIN_KEY || (await adminKey(dataDir));
    const providing = provideRedis(env.REDIS_URL, dataDir, (line) => process.stderr.write(`${line}\n`));
    releasers.push('redis', async () => (await providing.catch(() => undefined))?.stop());
    const redis = await providing;
    stop.throwIfAborted();
    const playground = join(root, 'apps', 'playground', 'dist');
    const keyGiven = Boolean(env.API_KEYS?.trim());
    const serviceEnv = {
      ...env,
      REDIS_URL: redis.url,
      ADMIN_KEY: admin,
      ...(keyGiven ? {} : { OPEN_ON_LOOPBACK: 'true' }),
      ...(existsSync(playground) ? { PLAYGROUND_DIR: playground } : {}),
    };
    const output = pretty({
      colorize: process.stdout.isTTY,
      singleLine: true,
      ignore: 'pid,service',
      messageFormat: '{service}: {msg}',
    });
    const start = (name: string) =>
      startService(name, {
        root,
        env: serviceEnv,
        watch,
        onOutput: (chunk) => void output.write(chunk),
        onRestart: (who, why) => process.stderr.write(`${who} ended (${why}): starting it again\n`),
      });
    // Workers first and the api last: nothing is taken in before there is somebody to do it, and stopping is the reverse.
    const dashboard = start('dashboard');
    releasers.push('dashboard', dashboard.stop);
    const fleet = Array.from({ length: workers }, () => start('worker'));
    releasers.push('workers', () => Promise.all(fleet.map((worker) => worker.stop())));
    const [dashboardAddress] = await Promise.all([dashboard, ...fleet].map((service) => service.ready));
    stop.throwIfAborted();
    const api = start('api');
    releasers.push('api', api.stop);
    return banner({
      api: await api.ready,
      dashboard: dashboardAddress ?? '',
      redis,
      adminShown: env.ADMIN_KEY ? undefined : { key: admin, file: join(dataDir, 'admin-key') },
      openOnLoopback: !keyGiven,
      env,
    });
  }

  try {
    await checkPorts(env);
    const starting = bringUp();
    starting.catch(() => {}); // told to stop meanwhile, whoever was starting fails, and nobody asks
    const text = await Promise.race([starting, told]);
    if (text) process.stdout.write(text);
    await told;
    process.stdout.write('Stopping …\n');
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await releasers.release((name, error) => process.stderr.write(`${name}: ${String(error)}\n`));
  }
}
