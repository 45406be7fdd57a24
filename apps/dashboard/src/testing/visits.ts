import { findChromium, type Look, launch, visitor } from '@jmj/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildPages } from './built-pages.ts';
import { ADMIN_KEY, type Harness, startHarness } from './harness.ts';

export interface Visits {
  /** A page of a visitor of its own. */
  open(address: string, look?: Look): Promise<Page>;
  /** What the page complained about: errors, requests to elsewhere, the Content-Security-Policy. None may be left after a test. */
  complaints: string[];
}

/** Tests in a real browser; where there is none they are skipped, with the reason printed. */
export async function describeInBrowser(what: string, tests: (visits: Visits) => void): Promise<void> {
  const chromium = await findChromium();
  if (!chromium) process.stderr.write(`skipped: ${what}: no Chromium (CHROMIUM_PATH)\n`);
  const declare = chromium ? describe : describe.skip;
  declare(what, () => {
    let browser: Browser;
    let context: BrowserContext;
    const complaints: string[] = [];

    beforeAll(async () => {
      browser = await launch(chromium ?? '');
    });
    afterAll(() => browser.close());
    afterEach(async () => {
      await context.close();
      expect(complaints.splice(0)).toEqual([]);
    });

    async function open(address: string, look?: Look): Promise<Page> {
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
        if (protocol !== 'data:' && origin !== address) complaints.push(request.url());
      });
      await page.goto(address);
      return page;
    }

    tests({ open, complaints });
  });
}

/** With the key, from where it is asked for. */
export async function signIn(page: Page): Promise<void> {
  await page.locator('#key').fill(ADMIN_KEY);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/admin');
  await page.locator('.lede').waitFor();
}

/** The pages as they are now, twice: of a service that a test makes busy, and of an idle one. */
export async function startPages(
  settings: Record<string, string> = {},
): Promise<{ busy: Harness; idle: Harness; close(): Promise<void> }> {
  const pages = await buildPages();
  const ours = { DASHBOARD_DIR: pages.folder };
  const [busy, idle] = await Promise.all([startHarness({ ...settings, ...ours }), startHarness(ours)]);
  return {
    busy,
    idle,
    async close() {
      await Promise.all([busy.close(), idle.close()]);
      await pages.remove();
    },
  };
}
