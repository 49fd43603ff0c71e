/** The home page opens, for everyone: standard and elder mode, on both engines. */

import { axe, journey, open, shot, step } from '../lib.mjs';

export const engines = ['sqlite', 'postgres'];

await journey(import.meta.url, async () => {
  const page = await open('/');

  await step('the home page opens and is accessible', async () => {
    await page.locator('h1').first().waitFor();
    await axe(page, 'home');
    await shot(page, 'home');
  });

  await step('its switch to elder mode works, and that page is accessible', async () => {
    const header = page.locator('header').first();
    const name = /长辈版/;
    await header.getByRole('button', { name }).or(header.getByRole('link', { name })).first().click();
    await page.locator('body.elder').waitFor();
    await axe(page, 'home in elder mode');
    await shot(page, 'home-elder');
  });
});
