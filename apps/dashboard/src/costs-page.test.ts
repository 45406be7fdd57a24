import type { Look } from '@jmj/testing/browser';
import type { Page } from 'playwright-core';
import type { Harness } from './testing/harness.ts';
import { spend } from './testing/spending.ts';
import { describeInBrowser, signIn, startPages } from './testing/visits.ts';

await describeInBrowser('the page of the costs in a real browser', (visits) => {
  let busy: Harness;
  let idle: Harness;
  let close: () => Promise<void>;
  let spent: { microUsd: number; calls: number };

  beforeAll(async () => {
    ({ busy, idle, close } = await startPages());
    spent = await spend(busy.redis.client, busy.redis.prefix);
  });
  afterAll(() => close());

  async function open(harness: Harness, look?: Look): Promise<Page> {
    const page = await visits.open(harness.dashboard.address, look);
    await signIn(page);
    await page.getByRole('link', { name: /^(Costs|Coûts)$/ }).click();
    await page.waitForURL('**/admin/costs');
    await page.locator('.lede').waitFor();
    return page;
  }
  const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  test('tells what was paid, day by day, by model, tenant and tier, and what the tokens were', async () => {
    const page = await open(busy);
    const usd = (spent.microUsd / 1e6).toFixed(2);
    await page.getByText(new RegExp(`^\\$${usd} paid in \\w+ 20\\d\\d\\.$`)).waitFor();
    await page
      .getByText(`For ${spent.calls} calls of the model, 1 failed, 1 lost with a worker and taken for paid.`)
      .waitFor();
    expect(await page.getByRole('link', { name: 'Costs' }).getAttribute('aria-current')).toBe('page');
    const chart = page.getByRole('figure', { name: 'Day by day' });
    expect(await chart.locator('.chart__total').textContent()).toBe(`$${usd} in all`);
    await region(page, 'By model')
      .getByRole('row', { name: /^gpt-6-luna \$\d\.\d\d \d+ \$0\.00\d+ 2\.9% ≤ 2\.9%$/ })
      .waitFor();
    await region(page, 'By tenant')
      .getByRole('row', { name: /^globex/ })
      .waitFor();
    await region(page, 'By tier')
      .getByRole('row', { name: /^when there is room \(flex\)/ })
      .waitFor();
    await region(page, 'What the tokens were')
      .getByText(/^Image/)
      .waitFor();
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/costs.png`, fullPage: true });
  });

  test('tells of each budget what is left, what is held, and what becomes of the rest', async () => {
    const page = await open(busy);
    const budgets = region(page, 'Budgets');
    const acme = budgets.getByRole('listitem').filter({ hasText: 'acme' });
    await acme.getByText('$2.50 left of $5').waitFor();
    await acme.getByText('398 left of 400 analyses').waitFor();
    await acme.getByText('$0.60 held').first().waitFor();
    await acme.getByText('beyond it: refused').waitFor();
    const globex = budgets.getByRole('listitem').filter({ hasText: 'globex' });
    await globex.getByText('$17.00 left of $20').waitFor();
    await globex
      .getByText('as everyone · each user 20 analyses a day · beyond it: the local judge')
      .waitFor();
    await budgets.getByText('each tenant $20.00 a month').waitFor();
  });

  test('turns to the month before and back, never to one that has not begun', async () => {
    const page = await open(busy);
    const later = page.getByRole('button', { name: 'The month after' });
    expect(await later.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'The month before' }).click();
    await page.getByText(/^\$0\.50 paid in/).waitFor();
    await page.getByText('For 1 call of the model.').waitFor();
    await later.click();
    await page.getByText(/^For \d+ calls/).waitFor();
    expect(await later.isDisabled()).toBe(true);
  });

  test('has something to say when nothing was paid and nothing is limited', async () => {
    const page = await open(idle);
    await page.getByText(/^\$0 paid in/).waitFor();
    await page.getByText(/No call of a model was made in this month/).waitFor();
    await page.getByText(/Nothing is limited/).waitFor();
    expect(await page.getByRole('figure').count()).toBe(0);
  });

  test('speaks French and fits a phone', async () => {
    const page = await open(busy, { locale: 'fr-FR', phone: true, colorScheme: 'dark' });
    await page.getByText(/payés en \S+ 20\d\d\.$/).waitFor();
    await page.getByText(/reste 2,50/).waitFor();
    expect(
      await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
    ).toBeLessThanOrEqual(0);
    expect(await page.title()).toBe('Coûts · JudgeMyJPEG');
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/costs-fr.png`, fullPage: true });
  });
});
