import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { duplicates, expect, servePictures, speckledPicture, test } from './seeded-studio.ts';

// What is put in order and thrown away here is counted elsewhere.
test.use({ studioName: 'seeded-and-organised' });

const grid = (page: Page) => page.getByTestId('grid');
const pictures = (page: Page) => grid(page).getByRole('option');
const panel = (page: Page) => page.getByTestId('gallery-panel');
const facet = (page: Page, name: string | RegExp) => panel(page).getByRole('button', { name });

test.beforeEach(async ({ page }) => {
  const speckles = await speckledPicture(1);
  await servePictures(page, () => speckles);
  await page.evaluate(() => {
    window.location.hash = '/gallery';
  });
  await expect(pictures(page).first()).toHaveAccessibleName(/富士山 5000/, { timeout: 60_000 });
  await grid(page).focus();
});

test('keys give stars and hearts, the same again takes them away, and the panel counts them', async ({
  page,
}) => {
  await page.keyboard.press('4');
  await expect(pictures(page).first()).toHaveAccessibleName(/、星4つ$/);
  await page.keyboard.press('f');
  await expect(pictures(page).first()).toHaveAccessibleName(/、星4つ、お気に入り$/);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('5');
  await expect(page.getByText('2枚に★★★★★を付けました', { exact: true }).first()).toBeVisible();
  await facet(page, /^★★★★★/).click();
  await expect(pictures(page)).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(pictures(page)).toHaveCount(0);
  await page.getByRole('button', { name: '絞り込みを外す' }).click();
  await expect(pictures(page).first()).toHaveAccessibleName(/、星4つ、お気に入り$/);
  await grid(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('4');
  await page.keyboard.press('f');
  await expect(pictures(page).first()).toHaveAccessibleName(
    '富士山 5000、日本語モデル、シード 5000',
  );
});

test('a tag is written with an input method, found as a facet, and taken off again', async ({
  page,
}) => {
  await page.keyboard.press('t');
  const field = page.getByRole('combobox', { name: 'タグを足す' });
  await expect(field).toBeFocused();
  const client = await page.context().newCDPSession(page);
  await client.send('Input.imeSetComposition', {
    text: 'やま',
    selectionStart: 2,
    selectionEnd: 2,
  });
  await page.keyboard.press('Enter');
  await client.send('Input.insertText', { text: '山' });
  await expect(field).toHaveValue('山');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  // The next key is the grid's again.
  await expect(grid(page)).toBeFocused();
  await facet(page, /^山/).click();
  await expect(pictures(page)).toHaveCount(1);
  await page.getByRole('textbox', { name: '作品を検索' }).fill('tag:山');
  await expect(pictures(page)).toHaveCount(1);
  await pictures(page).first().dblclick();
  const viewer = page.getByTestId('viewer');
  await viewer.getByRole('button', { name: 'タグ「山」を外す' }).click();
  await expect(viewer.getByRole('button', { name: 'タグ「山」を外す' })).toHaveCount(0);
});

test('a board is made for a picture, looked at, and taken away without it', async ({ page }) => {
  await page.keyboard.press('b');
  // There is none yet: its name is asked for at once.
  await expect(page.getByRole('textbox', { name: 'ボードの名前' })).toBeFocused();
  await page.keyboard.insertText('展示');
  await page.keyboard.press('Enter');
  await expect(facet(page, /^展示 ?1$/)).toBeVisible();
  await expect(
    page.getByRole('dialog').getByRole('button', { name: '新しいボード' }),
  ).toBeFocused();
  await page.keyboard.press('Escape');
  await facet(page, /^展示/).click();
  await expect(pictures(page)).toHaveCount(1);
  await facet(page, /^展示/).hover();
  await panel(page).getByRole('button', { name: 'ボード「展示」をなくす' }).click();
  await expect(pictures(page).nth(8)).toBeVisible();
  await expect(facet(page, /^展示/)).toHaveCount(0);
  const notice = page.getByRole('listitem').filter({ hasText: 'なくしました' });
  await notice.getByRole('button', { name: '元に戻す' }).click();
  await expect(facet(page, /^展示 ?1$/)).toBeVisible();
});

test('a search is kept under a name and called back', async ({ page }) => {
  await page.getByRole('textbox', { name: '作品を検索' }).fill('サラリーマン');
  await facet(page, 'いまの絞り込みを保存する').click();
  await page.getByRole('textbox', { name: '検索の名前' }).fill('会社員');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '検索を消す' }).click();
  await expect(pictures(page).nth(8)).toBeVisible();
  await facet(page, /^会社員/).click();
  await expect(pictures(page)).toHaveCount(5);
});

test('batches are stacked, and a stack opens by a key', async ({ page }) => {
  await page.getByRole('button', { name: '一度に刷った絵を束ねる' }).click();
  await expect(pictures(page)).toHaveCount(1);
  await expect(page.getByTestId('stack')).toHaveText('5009');
  await grid(page).focus();
  await page.keyboard.press('s');
  await expect(pictures(page).nth(8)).toBeVisible();
  await expect(page.getByRole('button', { name: '「一束」を外す' })).toBeVisible();
  await page.keyboard.press('s');
  await expect(pictures(page)).toHaveCount(1);
  await page.getByRole('button', { name: '一度に刷った絵を束ねる' }).click();
});

test('what is in the trash can be looked at, and only its emptying is asked about', async ({
  page,
}) => {
  await page.keyboard.press('End');
  await expect(pictures(page).last()).toHaveAttribute('aria-posinset', '5009');
  await page.keyboard.press('Delete');
  await expect(page.getByText('1枚をごみ箱に移しました', { exact: true }).first()).toBeVisible();
  // Its file was never there.
  await page.keyboard.press('Control+z');
  await expect(page.getByText('1枚は戻せません', { exact: false }).first()).toBeVisible();
  await facet(page, /^ごみ箱 ?1$/).click();
  await expect(pictures(page)).toHaveCount(1);
  await checkAccessibility(page);
  await page.getByRole('button', { name: 'ごみ箱を空にする' }).click();
  const dialog = page.getByRole('dialog', { name: '1枚を完全に消しますか' });
  await dialog.getByRole('button', { name: 'やめる' }).click();
  await expect(pictures(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'ごみ箱を空にする' }).click();
  await dialog.getByRole('button', { name: '完全に消す' }).click();
  await expect(page.getByRole('heading', { name: 'ごみ箱は空です' })).toBeVisible();
});

test('of duplicates all but the best are selected at once, and come back from the trash', async ({
  page,
  studio,
}) => {
  const folder = join(studio.dataFolder, 'pictures', '2026', '02');
  mkdirSync(folder, { recursive: true });
  for (const id of duplicates) writeFileSync(join(folder, `${id}.png`), await speckledPicture(1));
  await facet(page, '同じ絵').click();
  await expect(pictures(page)).toHaveCount(3);
  await pictures(page).nth(1).click();
  await page.keyboard.press('f');
  await page.getByRole('button', { name: '残す1枚のほかを選ぶ（2枚）' }).click();
  await expect(page.getByRole('option', { selected: true })).toHaveCount(2);
  await expect(page.getByRole('option', { selected: false })).toHaveAccessibleName(/お気に入り$/);
  await checkAccessibility(page);
  await page.keyboard.press('Delete');
  await expect(page.getByRole('heading', { name: '同じ絵はありません' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(pictures(page)).toHaveCount(3);
});
