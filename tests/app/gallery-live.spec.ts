import type { Page } from '@playwright/test';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'empty-gallery' });

const pictures = (page: Page) =>
  page.getByRole('listbox', { name: '作品の一覧' }).getByRole('option');
const visit = (page: Page, room: string) =>
  page.evaluate((hash) => {
    window.location.hash = hash;
  }, room);

/** Whether this worker's studio holds its pair: a worker process begins with this module and a studio of its own. */
let printed = false;

async function printPair(page: Page): Promise<void> {
  await visit(page, '/create');
  await page.getByLabel('プロンプト', { exact: true }).fill('富士山 油絵');
  await expect(page.getByLabel('英語モデルに渡すプロンプト')).toHaveValue(/fuji/i);
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('6');
  await visit(page, '/gallery');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(pictures(page)).toHaveCount(2, { timeout: 60_000 });
  printed = true;
}

/** For tests that may run alone, or be the first of a new worker after one that failed. */
async function visitPair(page: Page): Promise<void> {
  if (printed) await visit(page, '/gallery');
  else await printPair(page);
}

test('empty at first; pictures arrive while they are printed; the trash can be undone', async ({
  page,
}) => {
  await visit(page, '/compare');
  await page.getByRole('button', { name: '両方で描いてみる' }).click();
  await expect(page).toHaveURL(/#\/create$/);
  await visit(page, '/gallery');
  await expect(page.getByRole('heading', { name: '作品はまだありません' })).toBeVisible();
  await page.getByRole('button', { name: '最初の一枚を描く' }).click();
  await expect(page).toHaveURL(/#\/create$/);
  await printPair(page);
  await expect(pictures(page).first()).toHaveAccessibleName(/英語モデル/);

  await pictures(page).first().click();
  await page.keyboard.press('Delete');
  await expect(pictures(page)).toHaveCount(1);
  await expect(pictures(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(pictures(page)).toHaveCount(2);

  await pictures(page).first().click();
  await page.keyboard.press('c');
  await expect(page.getByTestId('stage')).toHaveCount(2);
  await expect(page.getByText('同じノイズ')).toBeVisible();
});

test('a picture is copied as it is, and its like are one key away', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visitPair(page);
  await pictures(page).first().click();
  await page.keyboard.press('ControlOrMeta+c');
  await expect(page.getByText('絵をコピーしました', { exact: true })).toBeVisible();
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const bitmap = await createImageBitmap((await item?.getType('image/png')) ?? new Blob());
    return [bitmap.width, bitmap.height];
  });
  expect(copied).toEqual([256, 256]);

  await pictures(page).first().click();
  await page.keyboard.press('v');
  await expect(page).toHaveURL(/#\/create$/);
  await expect(page.getByRole('group', { name: 'バリエーション' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^生成/ })).toContainText('4');
});

test('marks, boards and the trash of another window are seen at once, and nothing jumps', async ({
  page,
  context,
  studio,
}) => {
  await visitPair(page);
  await expect(pictures(page)).toHaveCount(2);
  await pictures(page).nth(1).click();
  const other = await context.newPage();
  await other.goto(`${studio.url}#/gallery`);
  await pictures(other).first().click();
  await other.keyboard.press('4');
  await expect(pictures(page).first()).toHaveAccessibleName(/星4/);
  await other.keyboard.press('f');
  await expect(pictures(page).first()).toHaveAccessibleName(/お気に入り/);
  await other.keyboard.press('Delete');
  await expect(pictures(page)).toHaveCount(1);
  await other.getByRole('button', { name: '元に戻す' }).click();
  await expect(pictures(page)).toHaveCount(2);
  // Whoever works here is left alone.
  await expect(pictures(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await pictures(page).first().click();
  await page.keyboard.press('0');
  await page.keyboard.press('f');
  await expect(pictures(other).first()).not.toHaveAccessibleName(/星|お気に入り/);
  await other.close();
});

test('wildcards are written into the prompt by a press, and every seed draws one', async ({
  page,
}) => {
  await visit(page, '/create');
  await page.getByLabel('プロンプト', { exact: true }).fill('富士山');
  await page.getByText('ワイルドカード', { exact: true }).click();
  await page.getByRole('button', { name: /^季節/ }).click();
  await expect(page.getByLabel('プロンプト', { exact: true })).toHaveValue('富士山 __季節__');
  await expect(page.getByLabel('英語モデルに渡すプロンプト')).toHaveValue(/__季節__/);
});

test('what the scorer has seen is found by what it shows', async ({ page }) => {
  await visitPair(page);
  await pictures(page).first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.getByRole('button', { name: '見た目で探す' }).click();
  await page.getByRole('textbox', { name: '作品を検索' }).fill('空');
  await expect(page.getByText(/demo-scorer が見た/)).toBeVisible();
  await expect(
    page.getByRole('heading', { name: '採点モデルは、まだ絵を見ていません' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'ほかの絵も見る' }).click();
  await expect(page.getByText('demo-scorer が見た 2枚から')).toBeVisible({ timeout: 60_000 });
  await expect(pictures(page)).toHaveCount(2);
  await page.getByRole('button', { name: '見た目で探す' }).click();
  await expect(page.getByRole('heading', { name: '見つかりませんでした' })).toBeVisible();
});
