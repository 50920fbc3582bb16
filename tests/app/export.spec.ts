import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test('chosen pictures are exported as WebP without their recipes', async ({ page }) => {
  await page.getByLabel('プロンプト', { exact: true }).fill('桜と猫');
  await page.getByRole('radio', { name: '日本語' }).click();
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('2');
  await page.keyboard.press('Control+Enter');
  const batch = page.getByTestId('batch').first();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });

  await page.keyboard.press('Alt+3');
  const list = page.getByRole('listbox', { name: '作品の一覧' });
  await list.getByRole('option').first().click();
  await page.getByRole('button', { name: '別の形式で書き出す' }).click();
  const menu = page.getByRole('dialog', { name: '別の形式で書き出す' });
  await menu.getByRole('radio', { name: 'WEBP' }).click();
  await menu.getByRole('checkbox').uncheck();
  await checkAccessibility(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    menu.getByRole('button', { name: '1枚を書き出す' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/-ja\.webp$/);
  const file = readFileSync(await download.path());
  expect((await sharp(file).metadata()).format).toBe('webp');
  expect(file.toString('utf8')).not.toContain('桜と猫');
});

test('several pictures are laid out on one sheet with their words', async ({ page }) => {
  await page.getByLabel('プロンプト', { exact: true }).fill('桜と猫');
  await page.keyboard.press('Control+Enter');
  const batch = page.getByTestId('batch').first();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  await page.keyboard.press('Alt+3');
  await page.getByRole('listbox', { name: '作品の一覧' }).getByRole('option').first().click();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: '別の形式で書き出す' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /コンタクトシート/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('nishiki-sheet.png');
  const { width, height } = await sharp(readFileSync(await download.path())).metadata();
  expect(width).toBeGreaterThan(600);
  expect(height).toBeGreaterThan(400);
});
