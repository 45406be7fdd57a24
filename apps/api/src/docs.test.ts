import { findChromium, launch, visitor } from '@jmj/testing/browser';
import { type OpenApi, openApi } from './testing/in-process.ts';

const chromium = await findChromium(process.env);
if (!chromium) process.stderr.write('api: no Chromium (CHROMIUM_PATH), /docs is not looked at\n');

(chromium ? test : test.skip)('the page of the contract works under its policy', async () => {
  const api: OpenApi = await openApi({ API_KEYS: 'acme:key-of-acme' });
  const browser = await launch(chromium ?? '');
  try {
    const complaints: string[] = [];
    const page = await (await visitor(browser)).newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // One inline style of Swagger UI's is refused; what is clicked here works without it.
      const isInlineStyle = message.text().startsWith('Applying inline style');
      if (message.type() === 'error' && !isInlineStyle) complaints.push(message.text());
    });
    await page.goto(`${api.address}/docs/`);
    await page.getByText('/v1/analyses/{id}/events').first().waitFor();
    await page.getByText('Submit a photo', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Try it out' }).first().click();
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    await api.close();
  }
});
