import {
  type CostFigures,
  type CostReport,
  costReportSchema,
  type LedgerCalls,
  ledgerCallsSchema,
} from '@jmj/contracts';
import { AdminError, type AdminOptions, createAdmin } from './admin.ts';
import { count, dollars, table } from './table.ts';

export interface CostsCommand extends AdminOptions {
  /** `YYYY-MM`; the running one when absent. */
  month?: string | undefined;
  tenant?: string | undefined;
  csv: boolean;
  json: boolean;
  /** Call by call, of the last 48 hours. */
  calls: boolean;
}

export interface Output {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

const HEAD = ['calls', 'failed', 'lost', 'in', 'image', 'cached', 'out', 'cost'];

const cells = (it: CostFigures): string[] => [
  ...[it.calls, it.failed, it.lost, it.inputTokens, it.imageTokens, it.cachedTokens, it.outputTokens].map(
    count,
  ),
  dollars(it.usd),
];

const percent = (share: number | undefined): string =>
  share === undefined ? '–' : `${(share * 100).toFixed(2)}%`;

function reportText(report: CostReport): string {
  const { total, savedUsd } = report;
  const who = report.tenant === undefined ? 'all tenants' : `tenant ${report.tenant}`;
  const saved = savedUsd === undefined ? '' : `; the cache saved ${dollars(savedUsd)}`;
  const parts = [
    `${report.month} (UTC), ${who}: ${dollars(total.usd)} for ${count(total.calls)} calls${saved}\n`,
  ];
  if (total.unpriced > 0)
    parts.push(`Of ${count(total.unpriced)} calls the price is not known: they are not in the sums.\n`);
  const section = (name: string, rows: (CostFigures & { label: string })[]) =>
    parts.push(
      table(
        [name, ...HEAD],
        rows.map((it) => [it.label, ...cells(it)]),
      ),
    );
  section(
    'day',
    report.days.map((it) => ({ ...it, label: it.day })),
  );
  section(
    'model',
    report.models.map((it) => ({ ...it, label: it.model })),
  );
  section(
    'tier',
    report.tiers.map((it) => ({ ...it, label: it.tier })),
  );
  section(
    'tenant',
    report.tenants.map((it) => ({ ...it, label: it.tenant })),
  );
  parts.push(
    table(
      ['outcome', 'calls', 'cost'],
      report.outcomes.map((it) => [it.outcome, count(it.calls), dollars(it.usd)]),
    ),
  );
  const predicted = report.models.flatMap(({ model, prediction }) =>
    prediction
      ? [[model, count(prediction.calls), percent(prediction.error), percent(prediction.worst)]]
      : [],
  );
  parts.push(table(['prediction', 'calls', 'mean error', 'worst'], predicted));
  return parts.filter(Boolean).join('\n');
}

async function printCalls(command: CostsCommand, { stdout }: Output): Promise<void> {
  const admin = createAdmin(command);
  if (command.csv) {
    let isFirst = true;
    for (let path: string | undefined = 'costs/calls.csv'; path; isFirst = false) {
      const page = await admin.text(path);
      stdout.write(isFirst ? page.text : page.text.slice(page.text.indexOf('\n') + 1));
      path = page.next;
    }
    return;
  }
  for (let after: string | undefined = ''; after !== undefined; ) {
    const query: string = after === '' ? '' : `?${new URLSearchParams({ after })}`;
    const page: LedgerCalls = await admin.json(`costs/calls${query}`, ledgerCallsSchema);
    for (const call of page.calls) {
      const { at, tenant, model, tier, outcome, usage, microUsd, analysisId } = call;
      const cost = microUsd === undefined ? 'price unknown' : dollars(microUsd / 1_000_000);
      const tokens = usage
        ? `${usage.inputTokens} in, ${usage.cachedTokens} cached, ${usage.outputTokens} out`
        : '–';
      const line = command.json
        ? JSON.stringify(call)
        : [at, tenant, model, tier, outcome, tokens, cost, analysisId].join('  ');
      stdout.write(`${line}\n`);
    }
    after = page.next;
  }
}

/** Prints what a month cost, or its calls. Resolves with the exit code. */
export async function costs(command: CostsCommand, output: Output): Promise<number> {
  const { month, tenant, csv, json } = command;
  try {
    if (command.calls) {
      await printCalls(command, output);
      return 0;
    }
    const query = new URLSearchParams({ ...(month && { month }), ...(tenant && { tenant }) });
    const admin = createAdmin(command);
    if (csv) output.stdout.write((await admin.text(`costs.csv?${query}`)).text);
    else {
      const report = await admin.json(`costs?${query}`, costReportSchema);
      output.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
    }
    return 0;
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    output.stderr.write(`${error.message}\n`);
    return 1;
  }
}
