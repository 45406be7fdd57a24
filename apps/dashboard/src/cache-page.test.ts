import { createRoomyStore, createUserIndex, critiqueKey } from '@jmj/cache';
import type { Look } from '@jmj/testing/browser';
import type { Page } from 'playwright-core';
import type { Harness } from './testing/harness.ts';
import { countTraffic } from './testing/traffic.ts';
import { describeInBrowser, signIn, startPages } from './testing/visits.ts';

await describeInBrowser('the page of the cache in a real browser', (visits) => {
  let busy: Harness;
  let idle: Harness;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ busy, idle, close } = await startPages({ REDIS_MONTHLY_COST: '12' }));
    await countTraffic(busy.redis.client, busy.redis.prefix);
    await busy.add();
  });
  afterAll(() => close());

  async function open(harness: Harness, look?: Look): Promise<Page> {
    const page = await visits.open(harness.dashboard.address, look);
    await page.clock.install();
    await signIn(page);
    return page;
  }

  const chart = (page: Page, name: string) => page.getByRole('figure', { name, exact: true });
  const total = async (page: Page, name: string): Promise<string> =>
    (await chart(page, name).locator('.chart__total').textContent()) ?? '';
  const overflow = (page: Page): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - window.innerWidth');

  /** Critiques of a user's photos, as a worker would have left them. */
  async function fill(count: number, userId: string): Promise<void> {
    const store = createRoomyStore(busy.redis.client, { maxBytes: 1e8, keyPrefix: busy.redis.prefix });
    const users = createUserIndex(busy.redis.client, busy.redis.prefix);
    for (let n = 0; n < count; n++) {
      const fingerprint = `${userId}${n}`.padStart(64, '0').concat(':roast:fr');
      await store.set(critiqueKey(fingerprint), Buffer.from('critique'), 600);
      await users.add({ tenant: 'acme', userId }, fingerprint);
    }
  }
  const critiques = async (): Promise<number> =>
    [...(await busy.redis.keys()).keys()].filter((it) => it.startsWith(`${busy.redis.prefix}analysis:`))
      .length;

  test('tells the promises, the rates, the money, and what is asked for', async () => {
    const page = await open(busy);
    await page
      .getByText(/^7\d\.\d% of [\d,]+ requests in the last 24 hours came from the cache\.$/)
      .waitFor();
    const promises = page.getByRole('region', { name: 'The four promises' }).getByRole('listitem');
    expect(await promises.count()).toBe(4);
    for (const name of ['Hit rate', 'Cost', 'Answer time', 'Analyses per second'])
      await promises.filter({ hasText: name }).filter({ hasText: 'Met' }).waitFor();
    const day = page.getByRole('row', { name: /^Last 24 h 7\d\.\d%/ });
    expect(await day.getByRole('cell').count()).toBe(5);
    await page
      .getByRole('region', { name: 'Money' })
      .getByText(/It has earned its price/)
      .waitFor();
    const asked = page.getByRole('region', { name: 'Most asked for' });
    await asked.getByRole('row', { name: /^Roast French portrait [\d,]+/ }).waitFor();
    expect(await asked.getByRole('row').count()).toBe(13);
    await asked.getByRole('button', { name: 'Show all 20' }).click();
    expect(await asked.getByRole('row').count()).toBe(21);
    await page.getByText('1 waiting').waitFor();
    await page.getByRole('link', { name: 'Open Bull Board' }).click();
    await page.waitForURL('**/admin/queues');
  });

  test('draws the last 24 hours, and the last 7 days when asked', async () => {
    const page = await open(busy);
    const day = await total(page, 'Requests');
    await page
      .getByRole('group', { name: 'Stretch of time' })
      .getByRole('button', { name: '7 days' })
      .click();
    await chart(page, 'Requests').filter({ hasNotText: day }).waitFor();
    expect(Number.parseInt((await total(page, 'Requests')).replaceAll(',', ''), 10)).toBeGreaterThan(
      3 * Number.parseInt(day.replaceAll(',', ''), 10),
    );
    await chart(page, 'Requests').getByText('As a table').click();
    expect(await chart(page, 'Requests').getByRole('row').count()).toBeGreaterThanOrEqual(57);
    await page.getByRole('group', { name: 'Stretch of time' }).getByRole('button', { name: '24 h' }).click();
    await chart(page, 'Requests').getByText(day).waitFor();
  });

  test('can be read point by point, with the keyboard and with a pointer', async () => {
    const page = await open(busy);
    const keys = page.getByRole('slider', { name: /^Hit rate: read point by point/ });
    await keys.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await keys.getAttribute('aria-valuetext')).toMatch(/\d\d:\d\d, Hit rate \d+\.\d%$/);
    const readout = chart(page, 'Hit rate').locator('.readout');
    expect(await readout.textContent()).toMatch(/Hit rate\d+\.\d%/);
    await page.keyboard.press('Tab');
    await readout.waitFor({ state: 'detached' });
    await chart(page, 'Requests').locator('.plot').hover();
    expect(await chart(page, 'Requests').locator('.readout').textContent()).toMatch(/Hits\d+Twins\d+/);
  });

  test('asks before it clears the cache, and says what it removed', async () => {
    await fill(3, 'carol');
    const page = await open(busy);
    const opener = page.getByRole('button', { name: 'Clear the cache…' });
    await opener.click();
    const dialog = page.getByRole('dialog', { name: 'Clear the whole cache?' });
    await dialog.getByText(/removed \(3 entries\), .* There is no way back/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Cancel' }).evaluate((it) => it.matches(':focus'))).toBe(
      true,
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await opener.evaluate((it) => it.matches(':focus'))).toBe(true);
    expect(await critiques()).toBe(3);

    await opener.click();
    await dialog.getByRole('button', { name: 'Clear the cache' }).click();
    await page
      .getByRole('status')
      .getByText('Cleared: 3 critiques and 0 traces of photos removed.')
      .waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(await critiques()).toBe(0);
    expect((await busy.queue.counts()).waiting).toBe(1);
    await page.getByRole('region', { name: 'In the cache' }).getByText(/^0$/).first().waitFor();
  });

  test('asks whom before it erases a user', async () => {
    await fill(2, 'dave');
    await fill(1, 'erin');
    const page = await open(busy);
    await page.getByRole('button', { name: 'Erase a user…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Erase a user from the cache?' });
    await dialog.getByText(/Not removed here: records of analyses and jobs/).waitFor();
    const yes = dialog.getByRole('button', { name: 'Erase this user' });
    expect(await yes.isDisabled()).toBe(true);
    await dialog.getByLabel('Tenant').fill('acme');
    expect(await yes.isDisabled()).toBe(true);
    await dialog.getByLabel('User id').fill('dave');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Erased: 2 critiques and 0 traces of photos removed.').waitFor();
    expect(await critiques()).toBe(1);
  });

  test('says so when it could not, and stays open', async () => {
    const page = await open(busy);
    await page.route('**/admin/api/cache/clear', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.getByRole('button', { name: 'Clear the cache…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear the cache' }).click();
    await page.getByRole('alert').filter({ hasText: 'That did not work' }).waitFor();
    expect(visits.complaints.splice(0)).toEqual([expect.stringContaining('503')]);
  });

  test('keeps itself up to date, and what is old is told to be old', async () => {
    const page = await open(busy);
    await busy.add({ photo: { sha256: 'd'.repeat(64), bytes: 10, format: 'png' } });
    const table = chart(page, 'Requests').locator('details');
    await table.locator('summary').click();
    await page.clock.runFor(10_500);
    await page.getByText('2 waiting').waitFor();
    expect(await table.getAttribute('open')).not.toBeNull();

    await page.route('**/admin/api/figures*', (route) => route.abort());
    await page.clock.runFor(10_500);
    await page
      .getByRole('alert')
      .filter({ hasText: /No answer since .*: these figures are old/ })
      .waitFor();
    await page.getByText('2 waiting').waitFor();
    await page.unroute('**/admin/api/figures*');
    await page.clock.runFor(10_500);
    await page.getByText(/^Updated/).waitFor();
    expect(visits.complaints.splice(0)).toEqual([expect.stringContaining('ERR_FAILED')]);
  });

  test('leads to the sign-in page when the session is over', async () => {
    const page = await open(busy);
    await page.context().clearCookies();
    await page.clock.runFor(10_500);
    await page.waitForURL('**/admin/sign-in');
    expect(visits.complaints.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  test('has something to say when there is nothing to show', async () => {
    const page = await open(idle);
    await page.getByText('A blank roll.').waitFor();
    const promises = page.getByRole('region', { name: 'The four promises' }).getByRole('listitem');
    expect(await promises.filter({ hasText: 'No data yet' }).count()).toBe(4);
    expect(await page.getByText('Nothing in the last 24 hours yet.').count()).toBe(4);
    await page.getByText('Nothing was asked for in this time.').waitFor();
    await page.getByText(/Set REDIS_MONTHLY_COST/).waitFor();
  });

  test('speaks French, fits a phone, and remembers the language', async () => {
    const page = await open(busy, { locale: 'fr-FR', phone: true, colorScheme: 'dark' });
    await page.getByText(/demandes des dernières 24 heures sont venues du cache/).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await page.title()).toBe('Cache et coût · JudgeMyJPEG');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(/came from the cache/).waitFor();
    await page.reload();
    await page.getByText(/came from the cache/).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });
});
