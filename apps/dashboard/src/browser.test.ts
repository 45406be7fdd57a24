import { ADMIN_KEY, HASH, type Harness, startHarness } from './testing/harness.ts';
import { describeInBrowser } from './testing/visits.ts';

await describeInBrowser('the dashboard in a real browser', (visits) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness();
    await harness.add();
    await harness.add({ tone: 'learning', photo: { sha256: 'f'.repeat(64), bytes: 10, format: 'png' } });
  });
  afterAll(() => harness.close());

  test('the right key leads to the jobs, a wrong one does not, and signing out ends it', async () => {
    const page = await visits.open(harness.dashboard.address);
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
    const page = await visits.open(harness.dashboard.address, { locale: 'fr-FR' });
    await page.getByLabel('Clé d’administration').fill('fausse');
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('alert').filter({ hasText: 'Ce n’est pas la clé' }).waitFor();
  });
});
