import type { CostReader } from '@jmj/billing';
import { budgetTenantSchema, type CostReport, monthSchema } from '@jmj/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AdminGate } from '../admin-gate.ts';
import { parseWith } from '../intake/options.ts';
import { callsCsv, reportCsv } from './costs-csv.ts';

export interface CostsDeps {
  gate: AdminGate;
  costs: CostReader;
  /** What the cache saved in the running month, US dollars. */
  savedUsd(): Promise<number>;
}

/** Lines of the ledger in one answer. */
const MOST_CALLS = 1000;
const KEPT_MS = 172_800_000;

const thisMonth = (): string => new Date().toISOString().slice(0, 7);

const reportQuery = z.object({ month: monthSchema.optional(), tenant: budgetTenantSchema.optional() });
const callsQuery = z.object({
  since: z.iso.datetime({ offset: true, error: 'expected a time such as 2026-11-23T08:00:00Z' }).optional(),
  after: z.string().max(40).optional(),
  limit: z.coerce
    .number({ error: `expected 1 to ${MOST_CALLS}` })
    .int()
    .min(1)
    .max(MOST_CALLS)
    .default(MOST_CALLS),
});

const wantsCsv = ({ url, headers }: FastifyRequest): boolean =>
  /\.csv(\?|$)/.test(url) || /\btext\/csv\b/.test(headers.accept ?? '');

function sendCsv(reply: FastifyReply, name: string, text: string): FastifyReply {
  return reply
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .type('text/csv; charset=utf-8; header=present')
    .send(text);
}

/** For the person who runs the service: what was spent, by the month and call by call. */
export function registerCosts(app: FastifyInstance, { gate, costs, savedUsd }: CostsDeps): void {
  async function report(query: unknown): Promise<CostReport> {
    const { month = thisMonth(), tenant } = parseWith(reportQuery, query);
    const told = await costs.costs(month, tenant);
    if (month !== thisMonth() || tenant !== undefined) return told;
    return { ...told, savedUsd: await savedUsd() };
  }

  for (const path of ['/v1/admin/costs', '/v1/admin/costs.csv']) {
    app.get(path, async (request, reply) => {
      gate.admit(request);
      reply.header('cache-control', 'no-store');
      const told = await report(request.query);
      if (!wantsCsv(request)) return told;
      return sendCsv(reply, `costs-${told.month}`, reportCsv(told));
    });
  }

  for (const path of ['/v1/admin/costs/calls', '/v1/admin/costs/calls.csv']) {
    app.get(path, async (request, reply) => {
      gate.admit(request);
      reply.header('cache-control', 'no-store');
      const { since, after, limit } = parseWith(callsQuery, request.query);
      const from = since === undefined ? Date.now() - KEPT_MS : Date.parse(since);
      const page = await costs.calls({ since: from, after, limit });
      if (!wantsCsv(request)) return page;
      if (page.next !== undefined) {
        const query = new URLSearchParams({ after: page.next, limit: String(limit) });
        reply.header('link', `<${path}?${query}>; rel="next"`);
      }
      return sendCsv(reply, 'calls', callsCsv(page.calls));
    });
  }
}
