import type { Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'compare-pictures', locale: 'ja-JP' });

const cells = (page: Page) => page.locator('[data-picture]');
const differs = (page: Page) => page.getByTestId('differs');

/** What this worker's studio has printed: a worker process begins with this module and a studio of its own. */
const printed = new Set<string>();

/** One picture of the Japanese model. */
async function printOnce(page: Page, text: string, seed: string, size: string): Promise<void> {
  if (printed.has(text)) return;
  await page.evaluate(() => (location.hash = '#/create'));
  await page.getByRole('radio', { name: '日本語', exact: true }).click();
  await page.getByLabel('プロンプト', { exact: true }).fill(text);
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('2');
  await page.getByLabel('シード', { exact: true }).fill(seed);
  await page.getByRole('radio', { name: size }).click();
  await page.keyboard.press('Control+Enter');
  const batch = page.getByTestId('batch').filter({ hasText: text });
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  printed.add(text);
}

// Every test can run alone, or be the first of a new worker after one that failed. The gallery shows the last one first.
test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  await printOnce(page, '猫 油絵', '7', '1:1');
  await printOnce(page, '富士山 水彩画', '8', '3:4');
  await printOnce(page, '猫 木版画', '7', '1:1');
});

test('Alt-click pins a picture, a second one opens Compare with both', async ({ page }) => {
  await page.getByRole('link', { name: '作品' }).click();
  await cells(page)
    .nth(2)
    .click({ modifiers: ['Alt'] });
  await expect(page.getByTestId('pinned')).toBeVisible();
  await expect(cells(page).nth(2)).toHaveAccessibleName(/ピンで留めています/);
  await checkAccessibility(page);
  await cells(page)
    .nth(0)
    .click({ modifiers: ['Alt'] });

  await expect(page).toHaveURL(/#\/compare\/pictures\?ids=[^,]+,[^,]+$/);
  await expect(page.getByRole('heading', { name: '選んだ絵' })).toBeVisible();
  const details = page.getByRole('complementary', { name: '選んだ絵の詳細' });
  await expect(details.getByRole('deletion')).toHaveText('油絵');
  await expect(details.getByRole('insertion')).toHaveText('木版画');
  await expect(page.getByTestId('measures').getByRole('cell')).toHaveText([/\d/, /\d/, /\d/]);
  // Same model, seed and settings: only the words differ.
  await expect(differs(page)).toHaveCount(0);
  await expect(page.getByTestId('stage')).toHaveCount(2);
  await checkAccessibility(page);
  for (const mode of ['2', '3', '5', '6']) {
    await page.keyboard.press(mode);
    await expect(page.getByTestId('stage')).toHaveCount(1);
    await expect(page.getByTestId('upper').locator('img')).toHaveCount(1);
  }
  await page.keyboard.press('1');

  // The address is all that is needed.
  await page.reload();
  await expect(page.getByTestId('stage')).toHaveCount(2);
  await expect(details.getByRole('insertion')).toHaveText('木版画');
});

test('by keyboard: P here and P there; what cannot be measured says why', async ({ page }) => {
  await page.getByRole('link', { name: '作品' }).click();
  await expect(cells(page)).toHaveCount(3);
  await page.getByTestId('grid').focus();
  await page.keyboard.press('p');
  await expect(page.getByTestId('pinned')).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByTestId('pinned')).toHaveCount(0);
  await page.keyboard.press('p');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('p');
  await expect(page.getByText('大きさが違うため測れません')).toBeVisible();
  await expect(differs(page).filter({ hasText: 'シード' })).toContainText('7');
  await expect(differs(page).filter({ hasText: '大きさ' })).toBeVisible();
});

test('three selected pictures are compared, and one is taken out again', async ({ page }) => {
  await page.getByRole('link', { name: '作品' }).click();
  await expect(cells(page)).toHaveCount(3);
  await page.getByTestId('grid').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('c');
  await page.getByRole('radio', { name: 'すべて' }).click();
  await expect(page.getByTestId('stage')).toHaveCount(3);
  await expect(page.getByTestId('measures')).toHaveCount(3);
  await page.getByRole('button', { name: 'A を外す' }).click();
  await expect(page.getByTestId('stage')).toHaveCount(2);
  await expect(page.getByRole('button', { name: /を外す/ })).toHaveCount(0);

  const kept = new URL(page.url()).hash.replace(/,.*/, '');
  await page.evaluate((hash) => (location.hash = hash), `${kept},nowhere`);
  await expect(page.getByText('これらの絵は、もうありません')).toBeVisible();
  await checkAccessibility(page);
});
