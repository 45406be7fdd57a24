import { announce, configure, createLogger, runService } from '@jmj/runtime';
import { composeDashboard } from './compose.ts';
import { dashboardConfigSchema } from './config.ts';

const STOP_DEADLINE_MS = 10_000;
/** Shorter ones are within reach of guessing. */
const GOOD_KEY_LENGTH = 16;

const config = configure(dashboardConfigSchema, process.env);
const log = createLogger({ service: 'dashboard', level: config.LOG_LEVEL });
for (const name of ['ADMIN_KEY', 'ADMIN_READ_KEY'] as const) {
  if ((config[name]?.length ?? GOOD_KEY_LENGTH) >= GOOD_KEY_LENGTH) continue;
  log.warn(
    `${name} is short: take ${GOOD_KEY_LENGTH} random characters or more where others can reach this port`,
  );
}

await runService(log, STOP_DEADLINE_MS, async (releasers) => {
  const app = await composeDashboard(config, log, releasers);
  const address = await app.listen({ port: config.DASHBOARD_PORT, host: config.HOST });
  log.info({ address }, 'ready');
  announce(address);
});
