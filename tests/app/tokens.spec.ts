import type { Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

const text = (page: Page) => page.getByLabel('調べる文章');
const row = (page: Page, tokenizer: string) => page.getByTestId(`row-${tokenizer}`);

test.beforeEach(async ({ page }) => {
  await page.getByRole('link', { name: '字句' }).click();
  await expect(page.getByRole('heading', { name: '字句' })).toBeVisible();
});

test('サラリーマン 油絵 is five pieces to the Japanese model and twelve fragments to CLIP', async ({
  page,
}) => {
  await text(page).fill('サラリーマン 油絵');
  await expect(page.getByTestId('count-sentencepiece')).toHaveText('5 個');
  await expect(page.getByTestId('count-clip')).toHaveText('12 個');
  const japanese = row(page, 'sentencepiece').getByTestId('token');
  await expect(japanese.nth(1)).toContainText('サラリーマン');
  const fragments = row(page, 'clip').locator('[data-fragment]');
  await expect(fragments.first()).toContainText('E3 82');
  await checkAccessibility(page);
});

test('pointing at a piece marks its characters; pressing it selects them', async ({ page }) => {
  await text(page).fill('サラリーマン 油絵');
  const chip = row(page, 'sentencepiece').getByTestId('token').nth(1);
  await expect(chip).toContainText('サラリーマン');
  await chip.hover();
  await expect(page.getByTestId('marked')).toHaveText('サラリーマン');
  await chip.click();
  const selected = await text(page).evaluate((box) => {
    const area = box as HTMLTextAreaElement;
    return area.value.slice(area.selectionStart, area.selectionEnd);
  });
  expect(selected).toBe('サラリーマン');
});

test('unknown characters are red, with spellings that one press puts in', async ({ page }) => {
  await text(page).fill('猫 😀');
  await expect(row(page, 'sentencepiece').locator('[data-unknown]')).toHaveCount(1);
  await expect(row(page, 'sentencepiece')).toContainText('読めない文字 1');

  await text(page).fill('麵');
  const spelling = page.getByRole('button', { name: '「麵」を「麺」に替える' });
  await spelling.click();
  await expect(text(page)).toHaveValue('麺');
  await expect(row(page, 'sentencepiece').locator('[data-unknown]')).toHaveCount(0);
  await expect(text(page)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(text(page)).toHaveValue('麵');
});

test('a dashed line stands where the text encoder stops reading', async ({ page }) => {
  await text(page).fill('猫、'.repeat(60));
  await expect(row(page, 'sentencepiece').getByTestId('token-limit')).toContainText('76');
  await expect(row(page, 'clip').getByTestId('token-limit')).toContainText('75');
  await expect(row(page, 'sentencepiece')).toContainText('読まれません');
});

test('both readings are copied as JSON', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await text(page).fill('油絵');
  await row(page, 'clip').getByRole('button', { name: 'JSON をコピー' }).click();
  await expect(page.getByText('JSON をコピーしました').first()).toBeVisible();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as {
    text: string;
    tokens: { id: number }[];
  };
  expect(copied.text).toBe('油絵');
  expect(copied.tokens.length).toBeGreaterThan(2);
});

test('a page without a clipboard, as over plain http, says so instead of copying', async ({
  page,
}) => {
  await page.evaluate(() => Reflect.deleteProperty(Navigator.prototype, 'clipboard'));
  await text(page).fill('油絵');
  await row(page, 'clip').getByRole('button', { name: 'JSON をコピー' }).click();
  await expect(page.getByText('このページからはコピーできません').first()).toBeVisible();
  await expect(page.getByText('JSON をコピーしました')).toHaveCount(0);
});

test('the text becomes the prompt', async ({ page }) => {
  await text(page).fill('城 夜 油絵');
  await page.getByRole('button', { name: 'プロンプトにする' }).click();
  await expect(page.getByLabel('プロンプト', { exact: true })).toHaveValue('城 夜 油絵');
});
