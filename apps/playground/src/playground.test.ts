import { startService, type TestService } from '@jmj/sdk/testing';
import { findChromium, type Look, launch, visitor } from '@jmj/testing/browser';
import { makePhoto } from '@jmj/testing/photo-maker';
import type { Browser, BrowserContext, FileChooser, Page } from 'playwright-core';
import { type BuiltPage, buildPage } from './testing/built-page.ts';

const chromium = await findChromium(process.env);
if (!chromium)
  process.stderr.write('playground: no Chromium (CHROMIUM_PATH), its browser tests are left out\n');

if (chromium) {
  describe('the playground in a real browser', () => browserTests(chromium));
} else {
  test('without a browser only the build is checked', async () => {
    const page = await buildPage();
    await page.remove();
  });
}

function browserTests(executablePath: string): void {
  let built: BuiltPage;
  let photo: { name: string; mimeType: string; buffer: Buffer };
  let service: TestService;
  let browser: Browser;
  let context: BrowserContext;
  /** What the page complained about: scripts, and the Content-Security-Policy. */
  let complaints: string[];

  beforeAll(async () => {
    [built, browser] = await Promise.all([buildPage(), launch(executablePath)]);
    photo = {
      name: 'dune.jpg',
      mimeType: 'image/jpeg',
      buffer: await makePhoto({ seed: 1, width: 600, height: 400 }),
    };
  });
  afterAll(() => Promise.all([built.remove(), browser.close()]));
  afterEach(async () => {
    await context.close();
    await service.close();
    expect(complaints).toEqual([]);
  });

  async function open(look: Look & { host?: string } = {}, apiKey?: string): Promise<Page> {
    const { host = '127.0.0.1' } = look;
    complaints = [];
    service = await startService({ stepMs: 40, fallback: built.serve, ...(apiKey ? { apiKey } : {}) });
    context = await visitor(browser, look);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(service.url.replace('127.0.0.1', host));
    return page;
  }
  const choose = (page: Page, file = photo): Promise<void> => page.setInputFiles('input[type=file]', file);
  /** Drops or pastes the photo, made heavier by `padding` bytes. */
  const hand = (
    page: Page,
    kind: 'drop' | 'paste',
    file: { name: string; padding?: number },
  ): Promise<void> =>
    page.evaluate(
      ({ kind, name, padding = 0, base64 }) => {
        const data = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
        data.items.add(new File([bytes, new Uint8Array(padding)], name, { type: 'image/jpeg' }));
        const init = { bubbles: true, cancelable: true };
        const event =
          kind === 'drop'
            ? new DragEvent('drop', { dataTransfer: data, ...init })
            : new ClipboardEvent('paste', { clipboardData: data, ...init });
        document.body.dispatchEvent(event);
      },
      { kind, ...file, base64: photo.buffer.toString('base64') },
    );
  const photoBytes = (): number => service.received.reduce((sum, it) => sum + it.photoBytes, 0);
  const verdict = (page: Page): Promise<unknown> =>
    page.getByRole('heading', { name: 'A fine picture' }).waitFor();
  const overflow = (page: Page): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

  test('a chosen photo is judged, and the whole critique is on the page', async () => {
    const page = await open();
    await choose(page);
    await page.getByRole('img', { name: 'Your photo: dune.jpg' }).waitFor();
    await page.getByText('Roast').click();
    await page.getByRole('button', { name: 'Judge this photo' }).click();
    await verdict(page);
    expect(await page.getByRole('img', { name: '74 out of 100' }).count()).toBe(1);
    const meters = page.getByRole('meter');
    const bars = await meters.evaluateAll((all) =>
      (all as HTMLMeterElement[]).map((it) => `${it.value}/${it.max}`),
    );
    expect(bars).toEqual(['13/15', '12/15', '11/15', '10/15', '9/15', '12/15', '7/10', '78/100']);
    const text = await page.locator('.verdict').textContent();
    for (const part of [
      'Judged by OpenAI',
      'gpt-6-luna',
      'FUJIFILM X-T5',
      'f/8',
      '1/250 s',
      '+8 pts',
      'Snapseed',
    ]) {
      expect(text).toContain(part);
    }
    expect(service.uploads()[0]).toMatchObject({
      path: '/v1/analyses?tone=roast&language=en&photoType=general',
    });
  });

  test('another tone is one press away, and a known one comes from the cache', async () => {
    const page = await open();
    await choose(page);
    await page.getByRole('button', { name: 'Judge this photo' }).click();
    await verdict(page);
    await page.locator('.again').getByRole('button', { name: 'Roast' }).click();
    await page.getByText('Judged by OpenAI').waitFor({ state: 'detached' });
    await page.getByText('Judged by OpenAI').waitFor();
    await page.locator('.again').getByRole('button', { name: 'Pro' }).click();
    await page.getByText('Already known: nothing was uploaded').waitFor();
    expect(await page.locator('.provenance').textContent()).toContain('Costnothing');
    expect(service.uploads().map((it) => it.path)).toEqual([
      '/v1/analyses?tone=professional&language=en&photoType=general',
      '/v1/analyses?tone=roast&language=en&photoType=general',
    ]);
  });

  test('a photo that is known is not sent again, not by another visit either', async () => {
    const page = await open({ locale: 'fr-FR' });
    await choose(page);
    await page.getByRole('button', { name: 'Juger cette photo' }).click();
    await page.getByText('Jugée par OpenAI').waitFor();
    expect(photoBytes()).toBe(photo.buffer.length);

    await page.reload();
    service.received.length = 0;
    await choose(page);
    await page.getByRole('button', { name: 'Juger cette photo' }).click();
    await page.getByText('Déjà connue : rien n’a été envoyé').waitFor();
    expect(photoBytes()).toBe(0);
    expect(service.received.map((it) => `${it.method} ${it.path}`)).toEqual(['POST /v1/analyses']);
  });

  test('a page that is not a secure context uploads, and says only what it knows', async () => {
    const page = await open({ host: '0.0.0.0' });
    expect(await page.evaluate(() => [isSecureContext, typeof crypto.subtle])).toEqual([false, 'undefined']);
    await choose(page);
    await page.getByRole('button', { name: 'Judge this photo' }).click();
    await verdict(page);
    await page.getByRole('button', { name: 'Judge it again' }).click();
    await page.getByText('Already known: from the cache').waitFor();
    expect(photoBytes()).toBe(2 * photo.buffer.length);
  });

  test('each state is shown and told while it lasts', async () => {
    const page = await open();
    service.faults.hold = true;
    await choose(page);
    await page.getByRole('button', { name: 'Judge this photo' }).click();
    await page.locator('[aria-current=step]', { hasText: 'Preparing' }).waitFor();
    expect(await page.getByRole('status').textContent()).toBe('Preparing');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.note').waitFor();
    await page.getByRole('button', { name: 'Judge this photo' }).waitFor();
    const canceled = (): boolean => service.received.at(-1)?.method === 'DELETE';
    while (!canceled()) await page.waitForTimeout(20);
  });

  test('the verdict still comes when event streams break', async () => {
    const page = await open();
    service.faults.cutStreamAfter = 1;
    await choose(page);
    await page.getByRole('button', { name: 'Judge this photo' }).click();
    await verdict(page);
  });

  test('it works by keyboard alone, with the focus in sight', async () => {
    const page = await open();
    // Listening turns the interception on, which takes a moment: not as late as with the key press.
    const chooser = new Promise<FileChooser>((resolve) => page.once('filechooser', resolve));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const outline = await page.locator('.table__choose').evaluate((it) => getComputedStyle(it).outlineStyle);
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(photo);
    await page.getByRole('img', { name: 'Your photo' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'Learning' }).isChecked()).toBe(true);
    await page.keyboard.press('Enter');
    await verdict(page);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('A fine picture');
  });

  test('a photo can be dropped or pasted', async () => {
    const page = await open();
    await hand(page, 'drop', { name: 'dropped.jpg' });
    await page.getByRole('img', { name: 'dropped.jpg' }).waitFor();
    await hand(page, 'paste', { name: 'pasted.jpg' });
    await page.getByRole('img', { name: 'pasted.jpg' }).waitFor();
  });

  test('what cannot be judged is told before anything is sent', async () => {
    const page = await open();
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    await choose(page, { name: 'IMG_1.HEIC', mimeType: 'image/heic', buffer: heic });
    await page.getByRole('alert').filter({ hasText: 'HEIC photos (iPhone)' }).waitFor();
    await choose(page, { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a photo at all') });
    await page.getByRole('alert').filter({ hasText: 'not a photo I can open' }).waitFor();
    await hand(page, 'drop', { name: 'b.jpg', padding: 26 * 1024 * 1024 });
    await page.getByRole('alert').filter({ hasText: 'too heavy' }).waitFor();
    expect(service.received).toEqual([]);
  });

  test('a failure is told in plain words, in the language of the page', async () => {
    const page = await open({ locale: 'fr-FR' });
    service.faults.failWith = 'provider-timeout';
    await choose(page);
    await page.getByRole('button', { name: 'Juger cette photo' }).click();
    await page.getByRole('alert').filter({ hasText: 'Le modèle a mis trop longtemps' }).waitFor();
    service.faults.failWith = undefined;
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await page.getByRole('heading', { name: 'Une belle image' }).waitFor();
  });

  test('the language can be switched, is remembered, and leaves the critique alone', async () => {
    const page = await open({ locale: 'fr-FR' });
    await choose(page);
    await page.getByRole('button', { name: 'English' }).click();
    expect(await page.getByLabel('Critique in').inputValue()).toBe('fr');
    await page.reload();
    await page.getByRole('heading', { name: 'Show me your photo.' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  test('a key is asked for only when the service wants one, and is kept for the tab', async () => {
    const page = await open({}, 'secret');
    await choose(page);
    expect(await page.getByLabel('API key').count()).toBe(0);
    await page.getByRole('button', { name: 'Judge this photo' }).click();
    await page.getByLabel('API key').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This key was not accepted.').waitFor();
    await page.getByLabel('API key').fill('secret');
    await page.getByRole('button', { name: 'Use this key' }).click();
    await verdict(page);
    const kept = await page.evaluate(() => [sessionStorage.length, localStorage.length]);
    expect(kept).toEqual([1, 0]);
  });

  test.each([360, 1280])('nothing runs off a page %i pixels wide', async (width) => {
    const page = await open({ colorScheme: 'dark' });
    await page.setViewportSize({ width, height: 740 });
    expect(await overflow(page)).toBe(0);
    await choose(page);
    await page.getByRole('button', { name: 'Judge this photo' }).click();
    await verdict(page);
    expect(await overflow(page)).toBe(0);
  });
}
