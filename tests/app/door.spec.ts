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
  await expect(page.getByText('このページを開くには合言葉')).toBeVisible();
  await stranger.close();
});

test('a browser without the token is let in by entering it, and it does not stay in the address', async ({
  browser,
  studio,
}) => {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(new URL('/', studio.url).href);
  const field = page.getByLabel('合言葉 Token');
  await expect(field).toBeFocused();
  await field.fill('wrong');
  await page.keyboard.press('Enter');
  await expect(field).toBeVisible();
  await field.fill(new URL(studio.url).searchParams.get('token') ?? '');
  await page.keyboard.press('Enter');
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(page.url()).not.toContain('token');
  await stranger.close();
});
