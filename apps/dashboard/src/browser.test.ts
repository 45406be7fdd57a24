import { findChromium, type Look, launch, visitor } from '@jmj/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ADMIN_KEY, HASH, type Harness, startHarness } from './testing/harness.ts';

const chromium = await findChromium(process.env);
if (!chromium)
  process.stderr.write('dashboard: no Chromium (CHROMIUM_PATH), its browser tests are left out\n');

if (chromium) {
  describe('the dashboard in a real browser', () => browserTests(chromium));
} else {
  test('without a browser the pages are checked over HTTP only', () => {});
}

function browserTests(executablePath: string): void {
  let harness: Harness;
  let browser: Browser;
  let context: BrowserContext;
  /** What the pages complained about: errors, refused requests, the Content-Security-Policy. */
  let complaints: string[];

  beforeAll(async () => {
    [harness, browser] = await Promise.all([startHarness(), launch(executablePath)]);
    await harness.add();
    await harness.add({ tone: 'learning', photo: { sha256: 'f'.repeat(64), bytes: 10, format: 'png' } });
  });
  afterAll(async () => {
    await browser.close();
    await harness.close();
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  async function open(look?: Look): Promise<Page> {
    complaints = [];
    context = await visitor(browser, look);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      const expected = message.location().url.endsWith('/admin/sign-in'); // answered 401 to a wrong key
      if (message.type() === 'error' && !expected) complaints.push(message.text());
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== 'data:' && origin !== harness.dashboard.address) complaints.push(request.url());
    });
    await page.goto(harness.dashboard.address);
    return page;
  }

  test('the right key leads to the jobs, a wrong one does not, and signing out ends it', async () => {
    const page = await open();
    expect(new URL(page.url()).pathname).toBe('/admin/sign-in');
    await page.getByLabel('Admin key').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'That is not the admin key.' }).waitFor();

    await page.getByLabel('Admin key').fill(ADMIN_KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/admin/queues');
    await page.getByRole('link', { name: 'Analyses' }).first().click();
    await page
      .getByText(`roast · fr · street · ${HASH.slice(0, 12)}`)
      .first()
      .waitFor();
    await page.getByText('learning · fr · street · ffffffffffff').first().waitFor();

    await page
      .getByText(`roast · fr · street · ${HASH.slice(0, 12)}`)
      .first()
      .click();
    await page.getByText(HASH).first().waitFor();

    await page.locator('header button[aria-haspopup=menu]').last().click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Admin key').waitFor();
    await page.goto(`${harness.dashboard.address}/admin/queues`);
    expect(new URL(page.url()).pathname).toBe('/admin/sign-in');
  });

  test('it asks in French where French is read', async () => {
    const page = await open({ locale: 'fr-FR' });
    await page.getByLabel('Clé d’administration').fill('fausse');
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('alert').filter({ hasText: 'Ce n’est pas la clé' }).waitFor();
  });
}
