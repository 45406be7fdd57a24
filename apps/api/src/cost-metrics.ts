import type { EverCount } from '@jmj/billing';
import { Counter, type Registry } from 'prom-client';

/**
 * What calls of the provider cost. Labels and names are OpenTelemetry's for generative AI as Prometheus writes them
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/): `gen_ai.client.token.usage` with `gen_ai.token.type`, but
 * counted, not a histogram, and with input told apart by what the cache had to do with it: the sum of the inputs is OpenTelemetry's.
 */
export function tellCosts(registers: Registry[]): (counts: EverCount[]) => void {
  const common = ['gen_ai_request_model', 'service_tier'];
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({
      name: `jmj_fleet_${name}_total`,
      help: `${help}, by all processes`,
      labelNames,
      registers,
    });

  const counters = {
    microUsd: counter('cost_micro_usd', 'Paid to the model provider, millionths of a US dollar', common),
    calls: counter('gen_ai_client_operations', 'Calls of the model provider, by how they ended', [
      ...common,
      'outcome',
    ]),
    tokens: counter('gen_ai_client_token_usage', 'Tokens of these calls', [...common, 'gen_ai_token_type']),
    refused: counter('budget_refusals', 'Analyses and calls that a budget turned away', ['how']),
  };

  return (counts) => {
    for (const one of Object.values(counters)) one.reset();
    for (const { what, model, tier, kind, n } of counts) {
      const labels = { gen_ai_request_model: model, service_tier: tier };
      if (what === 'microUsd') counters.microUsd.inc(labels, n);
      else if (what === 'calls') counters.calls.inc({ ...labels, outcome: kind }, n);
      else if (what === 'tokens') counters.tokens.inc({ ...labels, gen_ai_token_type: kind }, n);
      else if (what === 'refused') counters.refused.inc({ how: kind }, n);
    }
  };
}
