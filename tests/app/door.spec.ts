import { expect, test } from './studio.fixture.ts';

test('the printed address opens the studio, and the token leaves the address bar', async ({
  page,
}) => {
  await expect(page.locator('#root')).not.toBeEmpty();
  await expect(page).toHaveTitle(/Nishiki|錦/);
  expect(page.url()).not.toContain('token');
});

test('another browser without the token gets a page that says what to do', async ({
  browser,
  studio,
}) => {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  const answer = await page.goto(new URL('/', studio.url).href);
  expect(answer?.status()).toBe(401);
  await expect(page.getByText('needs its token')).toBeVisible();
  await expect(page.getByText('合言葉')).toBeVisible();
  await stranger.close();
});
