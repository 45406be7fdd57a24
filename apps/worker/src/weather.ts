import { createNewsTeller, createWeather, type FleetWeather, type WeatherChange } from '@jmj/queue';
import { createWebhook, type Logger, type Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.ts';

const LINES: Record<WeatherChange, { level: 'info' | 'warn' | 'error'; text: string }> = {
  opened: { level: 'warn', text: 'the provider does not answer: its jobs wait, and one asks now and then' },
  closed: { level: 'info', text: 'the provider answers again' },
  paused: {
    level: 'error',
    text: 'the provider refuses our account: its jobs wait, and one asks now and then',
  },
  resumed: { level: 'info', text: 'the provider accepts our account again' },
};

/** The provider's weather as the fleet knows it, and whoever is told when the account is refused. */
export function openWeather(
  redis: Redis,
  config: WorkerConfig,
  log: Logger,
  releasers: Releasers,
): FleetWeather {
  const { KEY_PREFIX: keyPrefix, ALERT_WEBHOOK_URL: webhook } = config;
  const teller =
    webhook === undefined
      ? undefined
      : createNewsTeller({
          redis,
          keyPrefix,
          post: createWebhook(webhook),
          onPostFailed: (err) => log.warn({ err }, 'the alert could not be told: trying again in a moment'),
        });
  if (teller) releasers.push('news of the provider', () => teller.close());
  const weather = createWeather({
    redis,
    keyPrefix,
    accountPauseMs: config.PROVIDER_PROBE_MS,
    onChange(change, about) {
      const { level, text } = LINES[change];
      log[level](about, text);
      teller?.look();
    },
    onTrouble: (err) => log.warn({ err }, 'weather: not asked, or not told'),
  });
  releasers.push('weather', () => weather.close());
  return weather;
}
