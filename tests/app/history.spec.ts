import type { Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

const prompt = (page: Page) => page.getByLabel('プロンプト', { exact: true });
const rows = (page: Page) => page.getByTestId('prompt-row');
const salaryman = (page: Page) => rows(page).filter({ hasText: 'サラリーマン 線画 夕暮れ' });
const fuji = (page: Page) => rows(page).filter({ hasText: '富士山 雪景色 木版画' });

/** What this worker's studio has printed: a worker process begins with this module and a studio of its own. */
const printed = new Set<string>();

async function printOnce(page: Page, text: string): Promise<void> {
  if (printed.has(text)) return;
  await prompt(page).fill(text);
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('3');
  await page.getByLabel('シード', { exact: true }).fill('4321');
  await page.keyboard.press('Control+Enter');
  const batch = page.getByTestId('batch').filter({ hasText: text });
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  printed.add(text);
}

// Every test can run alone, or be the first of a new worker after one that failed.
test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  await printOnce(page, 'サラリーマン 線画 夕暮れ');
  await printOnce(page, '富士山 雪景色 木版画');
  await printOnce(page, '富士山 雪景色 油絵');
});

test('prompts stand under today with their pictures, are found in Japanese, and come back', async ({
  page,
}) => {
  await page.getByRole('link', { name: '履歴' }).click();
  await expect(page.getByRole('heading', { name: '今日' })).toBeVisible();
  await expect(rows(page).first()).toContainText('富士山 雪景色 油絵');
  await expect(fuji(page).locator('img')).toHaveCount(2);
  await expect(salaryman(page).locator('img')).toHaveCount(2);
  await checkAccessibility(page);

  const search = page.getByLabel('プロンプトを探す');
  await search.fill('さらりーまん 線画');
  await expect(fuji(page)).toHaveCount(0);
  await expect(salaryman(page)).toHaveCount(1);
  await search.fill('鳳凰');
  await expect(page.getByText('「鳳凰」は見つかりませんでした')).toBeVisible();
  await page.getByRole('button', { name: '検索を消す' }).click();
  await expect(fuji(page)).toHaveCount(1);

  await salaryman(page).getByRole('button', { name: 'すべて呼び戻す' }).click();
  await expect(prompt(page)).toHaveValue('サラリーマン 線画 夕暮れ');
  await expect(page.getByLabel('シード', { exact: true })).toHaveValue('4321');
  await expect(page.getByRole('spinbutton', { name: 'ステップ数', exact: true })).toHaveValue('3');
});

test('two prompts are held against each other: words, pieces, settings and pictures', async ({
  page,
}) => {
  await page.getByRole('link', { name: '履歴' }).click();
  const oils = rows(page).filter({ hasText: '富士山 雪景色 油絵' });
  const choose = { name: '別のプロンプトとの違いを見る' };
  // By keyboard from beginning to end.
  await fuji(page).getByRole('button', choose).focus();
  await page.keyboard.press('Enter');
  await expect(fuji(page).getByRole('button', choose)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('status').filter({ hasText: '富士山 雪景色 木版画' })).toBeVisible();
  await oils.getByRole('button', choose).focus();
  await page.keyboard.press('Enter');

  const difference = page.getByRole('region', { name: '二つの違い' });
  await expect(difference).toBeFocused();
  await expect(difference.getByRole('deletion').first()).toHaveText('木版画');
  await expect(difference.getByRole('insertion').first()).toHaveText('油絵');
  const pieces = difference.getByRole('list', { name: '字句' });
  await expect(pieces.first().getByRole('deletion').first()).toBeVisible();
  await expect(pieces.first().getByText('富士山', { exact: true })).toBeVisible();
  await expect(difference.getByText('設定はすべて同じです')).toBeVisible();
  await expect(difference.locator('img')).toHaveCount(4);
  await checkAccessibility(page);

  await page.keyboard.press('Escape');
  await expect(difference).toHaveCount(0);
  await expect(oils.getByRole('button', choose)).toBeFocused();

  // The first one stays chosen, so that others can be held against it; with the mouse this time.
  await salaryman(page).getByRole('button', choose).click();
  await expect(difference.getByText('サラリーマン').first()).toBeVisible();
  await page.getByRole('button', { name: '履歴に戻る' }).click();
  await fuji(page).getByRole('button', choose).click();
  await expect(fuji(page).getByRole('button', choose)).toHaveAttribute('aria-pressed', 'false');
});

test('favourites are kept apart from all that was printed', async ({ page }) => {
  await page.getByRole('link', { name: '履歴' }).click();
  const only = page.getByRole('button', { name: 'お気に入りだけ' });
  await only.click();
  await expect(page.getByText('お気に入りのプロンプトはまだありません')).toBeVisible();
  await only.click();
  await fuji(page).getByRole('button', { name: 'お気に入り' }).click();
  await only.click();
  await expect(rows(page)).toHaveCount(1);
  await expect(fuji(page)).toHaveCount(1);
  await checkAccessibility(page);

  // A picture leads back to its place in the list, with what was chosen.
  const picture = rows(page).first().getByRole('link').first();
  await picture.click();
  await page.getByTestId('viewer').getByRole('button', { name: '履歴へ戻る' }).click();
  await expect(picture).toBeFocused();
});

test('a deleted prompt can be taken back with its pictures', async ({ page }) => {
  await page.getByRole('link', { name: '履歴' }).click();
  await fuji(page).getByRole('button', { name: 'この履歴を削除' }).click();
  await expect(fuji(page)).toHaveCount(0);
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(fuji(page)).toHaveCount(1);
  await expect(fuji(page).locator('img')).toHaveCount(2);
});

test('the history is there after the studio was closed and opened again', async ({
  page,
  studio,
}) => {
  await studio.restart();
  await page.goto(studio.url);
  await page.getByRole('link', { name: '履歴' }).click();
  await expect(salaryman(page)).toHaveCount(1);
  await expect(fuji(page)).toHaveCount(1);
});
