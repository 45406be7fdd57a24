import { announce, configure, createLogger, runService } from '@jmj/runtime';
import { composeApi } from './compose.ts';
import { apiConfigSchema } from './config.ts';

const STOP_DEADLINE_MS = 15_000;

const config = configure(apiConfigSchema, process.env);
const log = createLogger({ service: 'api', level: config.LOG_LEVEL });

await runService(log, STOP_DEADLINE_MS, async (releasers) => {
  const app = await composeApi(config, log, releasers);
  const address = await app.listen({ port: config.PORT, host: config.HOST });
  log.info({ address }, 'ready');
  announce(address);
});
