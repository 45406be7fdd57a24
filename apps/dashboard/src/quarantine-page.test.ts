import { createQuarantine } from '@jmj/queue';
import { findChromium, type Look, launch, visitor } from '@jmj/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildPages } from './testing/built-pages.ts';
import { ADMIN_KEY, type Harness, startHarness } from './testing/harness.ts';

const chromium = await findChromium(process.env);
const READ_KEY = 'reader-key-of-the-tests';
const POISON = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];

(chromium ? describe : describe.skip)('the page of the quarantine in a real browser', () => {
  let pages: Awaited<ReturnType<typeof buildPages>>;
  let browser: Browser;
  let harness: Harness;
  let context: BrowserContext;
  /** What the page complained about: errors, the Content-Security-Policy. */
  let complaints: string[];
  const quarantine = () => createQuarantine(harness.redis.client, harness.redis.prefix);

  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launch(chromium ?? '')]);
    harness = await startHarness({ DASHBOARD_DIR: pages.folder, ADMIN_READ_KEY: READ_KEY });
  });
  afterAll(async () => {
    await browser.close();
    await harness.close();
    await pages.remove();
  });
  beforeEach(async () => {
    for (const sha256 of POISON) await quarantine().add(sha256, 'job 7', 3);
  });
  afterEach(async () => {
    await quarantine().clear();
    await context.close();
    expect(complaints).toEqual([]);
  });

  async function open(key = ADMIN_KEY, look?: Look): Promise<Page> {
    complaints = [];
    context = await visitor(browser, look);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(harness.dashboard.address);
    await page.locator('#key').fill(key);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin');
    await page.getByRole('link', { name: /^Quarant(in|ain)e$/ }).click();
    await page.waitForURL('**/admin/quarantine');
    await page.locator('#quarantine').waitFor();
    return page;
  }

  test('lists each photo with its deaths, and lets one go when told so twice', async () => {
    const page = await open();
    const rows = page.getByRole('row');
    expect(await rows.count()).toBe(3);
    expect(await rows.filter({ hasText: 'aaaaaaaaaaaa' }).getByRole('cell').nth(1).textContent()).toBe('3');
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/quarantine.png`, fullPage: true });

    const letGo = page.getByRole('button', { name: 'Let go… aaaaaaaaaaaa' });
    await letGo.click();
    await page.getByRole('dialog').getByText(POISON[0]).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await quarantine().has(POISON[0])).toBe(true);

    await letGo.click();
    await page.getByRole('button', { name: 'Let it go' }).click();
    await page.getByRole('status').filter({ hasText: 'The photo is let go' }).waitFor();
    await letGo.waitFor({ state: 'detached' });
    expect(await rows.count()).toBe(2);
    expect([await quarantine().has(POISON[0]), await quarantine().has(POISON[1])]).toEqual([false, true]);
  });

  test('with the key to look nothing can be let go', async () => {
    const page = await open(READ_KEY);
    expect(
      await page
        .getByRole('button', { name: /^Let go/ })
        .first()
        .isDisabled(),
    ).toBe(true);
    await page.getByText('only the admin key does this').waitFor();
  });

  test('says so when there is none, in French, and fits a phone', async () => {
    const page = await open(ADMIN_KEY, { locale: 'fr-FR', phone: true });
    const button = await page.getByRole('button', { name: 'Libérer… bbbbbbbbbbbb' }).boundingBox();
    expect(button!.x + button!.width).toBeLessThan(page.viewportSize()!.width);
    const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/quarantine-fr.png`, fullPage: true });
    await quarantine().clear();
    await page.reload();
    await page.getByText('Aucune photo en quarantaine').waitFor();
    expect(await page.title()).toBe('Quarantaine · JudgeMyJPEG');
  });
});
