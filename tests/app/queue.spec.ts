import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'queue', locale: 'ja-JP' });

test('a paused batch outlives a reload of the page, and is printed when the queue goes on', async ({
  page,
}) => {
  await page.getByRole('textbox', { name: 'プロンプト', exact: true }).fill('猫 油絵');
  await page.getByRole('button', { name: /^生成/ }).click();
  await expect(page.getByTestId('batch').first()).toBeVisible();
  const open = page.getByRole('button', { name: '待機中の一覧を開く' });
  await open.click();
  const panel = page.getByRole('dialog', { name: '生成中と待機中' });
  await panel.getByRole('button', { name: '一時停止' }).click();
  await expect(panel.getByRole('button', { name: '再開' })).toBeVisible();

  await page.reload();
  await expect(page.getByTestId('batch').first()).toContainText('猫 油絵');
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  if (process.env['NISHIKI_SHOTS']) await page.screenshot({ path: process.env['NISHIKI_SHOTS'] });
  await panel.getByRole('button', { name: '再開' }).click();
  await expect(panel.getByRole('listitem').filter({ hasText: '完了' })).toHaveCount(1, {
    timeout: 60_000,
  });
});
