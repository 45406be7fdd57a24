import {
  type BudgetRulesInput,
  type BudgetStanding,
  budgetListSchema,
  budgetStandingSchema,
  costReportSchema,
  ledgerCallsSchema,
  type Problem,
} from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, KEY, OTHER_KEY, startHarness } from './testing/harness.ts';

const ADMIN = { authorization: 'Bearer key-of-the-admin' };
const MONTH = new Date().toISOString().slice(0, 7);

let it: Harness;
let seed = 9000;
beforeAll(async () => {
  it = await startHarness({ ADMIN_KEY: 'key-of-the-admin', TWINS: 'off' });
});
afterAll(() => it.close());

const photo = () => makePhoto({ seed: seed++, width: 320, height: 240 });
const admin = (path: string, init: RequestInit = {}) =>
  it.call(path, { ...init, headers: { ...ADMIN, ...init.headers } });
const put = (tenant: string, body: BudgetRulesInput | object) =>
  admin(`/v1/admin/budgets/${encodeURIComponent(tenant)}`, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
const left = async (path = '/v1/budget') => {
  const standing = budgetStandingSchema.parse(await (await it.call(path)).json());
  const line = ({ unit, scope, period }: BudgetStanding['lines'][number]) => `${scope} ${period} ${unit}`;
  return new Map(standing.lines.map((one) => [line(one), one]));
};

const routes = [
  ['GET', '/v1/admin/budgets'],
  ['PUT', '/v1/admin/budgets/acme'],
  ['DELETE', '/v1/admin/budgets/acme'],
  ['GET', '/v1/admin/costs'],
  ['GET', '/v1/admin/costs.csv'],
  ['GET', '/v1/admin/costs/calls'],
] as const;

test.each(routes)('%s %s is for the admin alone', async (method, path) => {
  expect((await fetch(it.api.address + path, { method })).status).toBe(401);
  expect((await it.call(path, { method })).status).toBe(403);
});

test.each([
  [{ tenant: { day: { usd: -1 } } }, 'tenant.day.usd', /expected US dollars/],
  [{ tenant: { day: { usd: 0.0000001 } } }, 'tenant.day.usd', /at most 6 decimals/],
  [{ user: { day: { analyses: 1.5 } } }, 'user.day.analyses', /expected a whole number/],
  [{ user: { month: { analyses: 5 } } }, 'user.month', /of users only the day is counted, 48 hours/],
  [{ tenant: { week: {} } }, 'week', /not known/],
  [{ over: 'warn' }, 'over', /expected refuse or local/],
])('budget %j is refused, and why is told', async (body, field, message) => {
  const answer = await put('acme', body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    errors: [{ field: expect.stringContaining(field), message: expect.stringMatching(message) }],
  });
});

test('a budget for a tenant that nobody can call as is refused', async () => {
  expect((await put('acmee', {})).status).toBe(404);
  expect((await put('../x', {})).status).toBe(400);
  expect((await admin('/v1/admin/budgets/acme', { method: 'DELETE' })).status).toBe(404);
});

test('over budget: 402 with what is left and when it begins anew; what is canceled can be had again', async () => {
  expect((await put('acme', { tenant: { day: { analyses: 2 } } })).status).toBe(200);
  const first = await it.submit(await photo());
  await it.submit(await photo());
  const refused = await it.upload(await photo());
  expect(refused.status).toBe(402);
  const { budget, detail } = (await refused.json()) as Problem;
  expect(detail).toMatch(/The 2 analyses of this tenant for today are used up/);
  expect(budget).toMatchObject({ scope: 'tenant', period: 'day', unit: 'analyses', limit: 2, left: 0 });
  const wait = Number(refused.headers.get('retry-after'));
  expect(Math.abs(Date.parse(budget?.resetsAt ?? '') - Date.now() - wait * 1000)).toBeLessThan(5000);

  expect((await left()).get('tenant day analyses')).toMatchObject({ held: 2, spent: 0, left: 0 });
  await it.call(`/v1/analyses/${first.id}`, { method: 'DELETE' });
  expect((await left()).get('tenant day analyses')).toMatchObject({ held: 1, left: 1 });
  const other = await it.upload(await photo(), {}, { authorization: `Bearer ${OTHER_KEY}` });
  expect(other.status).toBe(202);
  await admin('/v1/admin/budgets/acme', { method: 'DELETE' });
});

test('a photo whose tenant is out of money is judged locally when the tenant wants that, and says so', async () => {
  const worker = await it.startWorker();
  await put('acme', { tenant: { month: { usd: 0 } }, over: 'local' });
  const { id, fallback } = await it.submit(await photo());
  expect(fallback).toEqual({ from: expect.any(String), reason: 'budget' });
  expect(await it.whenEnded(id)).toMatchObject({ status: 'completed', source: 'local', fallback });
  await admin('/v1/admin/budgets/acme', { method: 'DELETE' });
  await worker.stop();
});

test('what is judged is on the bill, to the micro-dollar, as JSON, as CSV and call by call; a hit is free', async () => {
  const worker = await it.startWorker();
  await put('*', { user: { day: { analyses: 5 } } });
  const before = costReportSchema.parse(await (await admin('/v1/admin/costs')).json());
  const mine = await photo();
  const { id } = await it.submit(mine, { userId: 'ulla' });
  const { cost } = await it.whenEnded(id);
  expect((await it.upload(mine, { userId: 'ulla' })).status).toBe(200);

  const report = costReportSchema.parse(await (await admin(`/v1/admin/costs?month=${MONTH}`)).json());
  expect(report.total.calls).toBeGreaterThan(before.total.calls);
  expect(report.tenants.map(({ tenant }) => tenant)).toContain('acme');
  expect(report.savedUsd).toBeGreaterThanOrEqual(0);
  const { calls } = ledgerCallsSchema.parse(await (await admin('/v1/admin/costs/calls')).json());
  const own = calls.filter(({ analysisId }) => analysisId === id);
  expect(own).toEqual([
    expect.objectContaining({ tenant: 'acme', outcome: 'completed', microUsd: cost?.microUsd }),
  ]);
  expect(JSON.stringify(calls)).not.toContain('ulla');

  const csv = await admin('/v1/admin/costs', { headers: { accept: 'text/csv' } });
  expect(csv.headers.get('content-type')).toContain('text/csv');
  const lines = (await csv.text()).split('\r\n');
  expect(lines[0]).toBe(
    'by,name,calls,failed,lost,unpriced,microUsd,usd,inputTokens,imageTokens,cachedTokens,cacheWriteTokens,outputTokens,predictionError,predictionWorst',
  );
  expect(lines[1]).toMatch(
    new RegExp(`^month,${MONTH},${report.total.calls},0,0,0,${report.total.microUsd},`),
  );
  const byCall = await (await admin('/v1/admin/costs/calls.csv')).text();
  expect(byCall).toContain(`,${id},`);

  const ofUser = await left('/v1/budget?userId=ulla');
  expect(ofUser.get('user day analyses')).toMatchObject({ spent: 1, held: 0, limit: 5, left: 4 });
  expect(ofUser.get('tenant month usd')).toMatchObject({ held: 0 });
  const list = budgetListSchema.parse(await (await admin('/v1/admin/budgets')).json());
  expect(list.budgets.map(({ tenant }) => tenant)).toEqual(['*', 'acme', 'globex']);

  const metrics = await (await admin('/metrics')).text();
  expect(metrics).toMatch(
    /^jmj_fleet_gen_ai_client_token_usage_total\{gen_ai_request_model="[^"]+",service_tier="default",gen_ai_token_type="output"\} \d+$/m,
  );
  expect(metrics).toMatch(/^jmj_fleet_cost_micro_usd_total\{.*service_tier="default"\} \d+$/m);
  expect(metrics).toMatch(/^jmj_fleet_budget_refusals_total\{how="refused"\} 1$/m);
  expect(metrics).toMatch(/^jmj_fleet_budget_refusals_total\{how="local"\} 1$/m);
  await worker.stop();
});

test('an analysis that fails holds nothing afterwards, and its call is on the bill as failed', async () => {
  const worker = await it.startWorker();
  it.openai.script({ kind: 'refusal' });
  const { id } = await it.submit(await photo());
  expect((await it.whenEnded(id)).status).toBe('failed');
  const lines = [...(await left()).values()];
  expect(lines.map(({ held }) => held)).toEqual(lines.map(() => 0));
  const { calls } = ledgerCallsSchema.parse(await (await admin('/v1/admin/costs/calls')).json());
  expect(calls.find(({ analysisId }) => analysisId === id)).toMatchObject({
    outcome: 'provider-refused',
  });
  await worker.stop();
});

test('what is asked wrongly is named', async () => {
  for (const [path, field] of [
    ['/v1/admin/costs?month=2026-13', 'month'],
    ['/v1/admin/costs/calls?since=yesterday', 'since'],
    ['/v1/admin/costs/calls?limit=0', 'limit'],
    [`/v1/budget?userId=${'x'.repeat(500)}`, 'userId'],
  ] as const) {
    const answer = await it.call(path, path.includes('admin') ? { headers: ADMIN } : {});
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field }] });
  }
  expect(KEY).not.toBe(OTHER_KEY);
});
