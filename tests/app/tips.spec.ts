import { expect, test } from './studio.fixture.ts';

test('what an icon does is said where it is pointed at, and let go of with the pointer', async ({
  page,
}) => {
  const tip = page.getByRole('tooltip');
  const keys = page.getByRole('button', { name: 'キーの一覧' });
  await keys.hover();
  await expect(tip).toHaveText('キーの一覧');
  // To the right of it, as the rail asks.
  const [button, box] = [await keys.boundingBox(), await tip.boundingBox()];
  expect(box?.x).toBeGreaterThan((button?.x ?? 0) + (button?.width ?? 0));
  await page.mouse.move(700, 20);
  await expect(tip).toBeHidden();
});

test('with the keys it is said at once, above a dialog too; Escape closes the dialog with it', async ({
  page,
}) => {
  const tip = page.getByRole('tooltip', { includeHidden: true });
  await expect(page.getByLabel('プロンプト', { exact: true })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('?');
  const close = page.getByRole('dialog').getByRole('button', { name: '閉じる' });
  await expect(close).toBeFocused();
  await expect(tip).toBeVisible();
  await expect(tip).toHaveText('閉じる');
  // The dialog lies in the top layer; what came into that later lies above it.
  expect(await tip.evaluate((element) => element.matches(':popover-open'))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(tip).toBeHidden();
});

test('what says something else, or is gone, takes its tip along', async ({ page }) => {
  const tip = page.getByRole('tooltip');
  const theme = page.getByRole('button', { name: /墨|和紙/ });
  const name = (await theme.getAttribute('aria-label')) ?? '';
  await theme.hover();
  await expect(tip).toHaveText(name);
  // Neither the pointer nor the focus moves.
  await theme.evaluate((button: HTMLElement) => button.click());
  await expect(theme).not.toHaveAttribute('aria-label', name);
  await expect(tip).toHaveText((await theme.getAttribute('aria-label')) ?? '');

  await page.getByRole('link', { name: '作品' }).click();
  await page.getByRole('button', { name: '束ねる' }).hover();
  await expect(tip).toHaveText('一度に刷った絵を束ねる');
  await page.keyboard.press('Alt+4');
  await expect(page.getByRole('heading', { name: '履歴', level: 1 })).toBeVisible();
  await expect(tip.filter({ hasText: '束ねる' })).toBeHidden();
});
