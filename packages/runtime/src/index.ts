export { ConfigError, configure, loadConfig } from './config.ts';
export { createLogger, type Logger } from './logger.ts';
export { createQuietWarn, type QuietWarnOptions } from './quiet-warn.ts';
export { createReleasers, type Releasers } from './releasers.ts';
export { announce, runService } from './service.ts';
export {
  bytes,
  cacheStoreVariables,
  cacheVariables,
  count,
  judgeVariables,
  logVariables,
  milliseconds,
  photoStoreVariables,
  port,
  redisUrls,
  redisVariables,
  retentionVariables,
  seconds,
  somePort,
  statisticsVariables,
} from './variables.ts';
export { createWebhook } from './webhook.ts';
