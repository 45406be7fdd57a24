import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createReleasers } from '@jmj/runtime';
import pretty from 'pino-pretty';
import { banner } from './banner.ts';
import { adminKey } from './keys.ts';
import { provideRedis } from './redis.ts';
import { startService } from './services.ts';

export interface UpOptions {
  root: string;
  env: NodeJS.ProcessEnv;
  workers: number;
  watch: boolean;
}

/** npm and the terminal may both pass on one Ctrl-C: signals this close together are one, ms. */
const ONE_SIGNAL_MS = 1000;

/** Brings the whole service up on this machine, and stays until it is told to stop. Resolves with the exit code. */
export async function up({ root, env, workers, watch }: UpOptions): Promise<number> {
  const dataDir = join(root, '.data');
  const releasers = createReleasers();
  const release = () =>
    releasers.release((name, error) => process.stderr.write(`${name}: ${String(error)}\n`));

  const told = Promise.withResolvers<void>();
  let toldAt: number | undefined;
  const onSignal = () => {
    if (toldAt !== undefined && Date.now() - toldAt > ONE_SIGNAL_MS) process.exit(1);
    toldAt ??= Date.now();
    told.resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

  try {
    const redis = await provideRedis(env.REDIS_URL, dataDir);
    releasers.push('redis', redis.stop);
    const playground = join(root, 'apps', 'playground', 'dist');
    const keyGiven = Boolean(env.API_KEYS?.trim());
    const admin = env.ADMIN_KEY || (await adminKey(dataDir));
    const serviceEnv = {
      ...env,
      REDIS_URL: redis.url,
      ADMIN_KEY: admin,
      ...(keyGiven ? {} : { OPEN_ON_LOOPBACK: 'true' }),
      ...(existsSync(playground) ? { PLAYGROUND_DIR: playground } : {}),
    };
    const output = pretty({
      colorize: process.stdout.isTTY,
      ignore: 'pid,service',
      messageFormat: '{service}: {msg}',
    });
    output.pipe(process.stdout);
    const start = async (name: string) => {
      const service = await startService(name, {
        root,
        env: serviceEnv,
        watch,
        onOutput: (chunk) => void output.write(chunk),
        onRestart: (who, why) => process.stderr.write(`${who} ended (${why}): starting it again\n`),
      });
      releasers.push(name, service.stop);
      return service;
    };
    // Workers first and the api last: nothing is taken in before there is somebody to do it, and stopping is the reverse.
    const [dashboard] = await Promise.all([
      start('dashboard'),
      ...Array.from({ length: workers }, () => start('worker')),
    ]);
    const api = await start('api');
    const adminShown = env.ADMIN_KEY ? undefined : admin;
    process.stdout.write(banner({ api, dashboard, redis, adminShown, openOnLoopback: !keyGiven, env }));
    await told.promise;
    process.stdout.write('Stopping …\n');
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await release();
  }
}
