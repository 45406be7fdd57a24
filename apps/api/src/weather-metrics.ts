import type { ModelWeather } from '@jmj/queue';
import { Counter, Gauge, type Registry } from 'prom-client';

const BREAKER: ModelWeather['breaker'][] = ['closed', 'probing', 'open'];

/** How the provider's models are doing: what waits for them, what they refuse, whether they are asked at all. */
export function tellWeather(registers: Registry[]): (models: ModelWeather[]) => void {
  const labelNames = ['gen_ai_request_model'];
  const about = 'by all processes: the same from each of them';
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `jmj_fleet_provider_${name}`, help, labelNames, registers });
  const counter = (name: string, help: string) =>
    new Counter({
      name: `jmj_fleet_provider_${name}_total`,
      help: `${help}, ${about}`,
      labelNames,
      registers,
    });

  const state = gauge('breaker', '0: asked; 1: one job asks whether it is back; 2: not asked');
  const flying = gauge('calls_under_way', 'Calls under way');
  const requests = gauge('requests_per_minute', 'What its limit on requests lets pass, by its last answer');
  const tokens = gauge('tokens_per_minute', 'What its limit on tokens lets pass, by its last answer');
  const counters = {
    calls: counter('calls', 'Calls let pass'),
    refused: counter('refusals', 'Calls refused with 429'),
    held: counter('waits', 'Times that a job went back to the queue to wait'),
    opened: counter('outages', 'Times that the breaker opened'),
    paused: counter('account_refusals', 'Times that quota or key stopped all jobs'),
  };

  return (models) => {
    for (const one of [state, flying, requests, tokens, ...Object.values(counters)]) one.reset();
    for (const { model, breaker, counts, ...now } of models) {
      const labels = { gen_ai_request_model: model };
      state.set(labels, BREAKER.indexOf(breaker));
      flying.set(labels, now.flying);
      if (now.requestsPerMinute !== undefined) requests.set(labels, now.requestsPerMinute);
      if (now.tokensPerMinute !== undefined) tokens.set(labels, now.tokensPerMinute);
      for (const name of Object.keys(counters) as (keyof typeof counters)[])
        counters[name].inc(labels, counts[name]);
    }
  };
}
