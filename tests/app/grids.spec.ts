import { renameSync } from 'node:fs';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { checkAccessibility } from './check-accessibility.ts';
import { pauseQueue } from './pause-queue.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'grids' });

async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, address);
}

async function waitForIdleStrip(page: Page): Promise<void> {
  // The strip below asks every few seconds what still prints.
  await expect(page.getByRole('button', { name: '待機中の一覧を開く' })).toHaveCount(0, {
    timeout: 20_000,
  });
}

test('a grid over steps and words fills while it prints, is stopped, goes on, and is removed', async ({
  page,
}) => {
  test.slow();
  await go(page, '/compare/grids');
  await expect(page.getByText('表はまだありません')).toBeVisible({ timeout: 60_000 });
  // Why the button waits is said beside it.
  const needsPrompt = page.getByText('プロンプトを書くと刷れます。');
  await expect(needsPrompt).toBeInViewport();
  await page.getByLabel('プロンプト').fill('猫 油絵');
  await expect(needsPrompt).toHaveCount(0);
  await page.getByLabel('横（X）').selectOption('replace');
  await page.getByLabel('X 軸の値').fill('狐, 犬');
  await expect(page.getByRole('alert')).toContainText('プロンプトの中にありません');
  await page.getByLabel('X 軸の値').fill('猫、城');
  await page.getByLabel('縦（Y）').selectOption('steps');
  await page.getByLabel('Y 軸の値').fill('1,2,..,4');
  await checkAccessibility(page);
  await page.getByRole('button', { name: '8枚を刷る' }).click();
  await expect(page.getByRole('columnheader', { name: '城' })).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'ステップ 4' })).toBeVisible();
  await expect(page.getByRole('link', { name: /猫 ステップ 1/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: '止める' }).click();
  await page.getByRole('button', { name: '続きを刷る' }).click();
  // Another room says when it has ended, and leads back to it; what was written for it is still there.
  await page.getByRole('link', { name: '履歴' }).click();
  const ended = page
    .getByRole('listitem')
    .filter({ hasText: '「猫 油絵」の表ができました（8 / 8枚）' });
  await expect(ended).toBeVisible({ timeout: 120_000 });
  await ended.getByRole('button', { name: '見る' }).click();
  await expect(page.getByText('8 / 8')).toBeVisible();
  await expect(page.getByLabel('プロンプト')).toHaveValue('猫 油絵');
  await expect(page.getByLabel('X 軸の値')).toHaveValue('猫、城');
  await waitForIdleStrip(page);
  await checkAccessibility(page);
  await page.reload();
  await expect(page.getByRole('link', { name: /城 ステップ 4/ })).toBeVisible({ timeout: 60_000 });
  // A picture leads to its neighbours in the grid, and back to its own place in it.
  await page.getByRole('link', { name: /猫 ステップ 4/ }).click();
  const viewer = page.getByTestId('viewer');
  await expect(viewer.getByText('7 / 8', { exact: true })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(viewer.getByText('8 / 8', { exact: true })).toBeVisible();
  await viewer.getByRole('button', { name: '表へ戻る' }).click();
  await expect(page.getByRole('link', { name: /城 ステップ 4/ })).toBeFocused();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '図として保存' }).click();
  const figure = await sharp(await (await download).path()).metadata();
  // Two columns and four rows of 256 px, with their names around them.
  expect(figure.width).toBeGreaterThan(2 * 256);
  expect(figure.width).toBeLessThan(4 * 256);
  expect(figure.height).toBeGreaterThan(4 * 256);
  await page.getByRole('button', { name: /この表を外す/ }).click();
  await expect(page.getByText('表はまだありません')).toBeVisible();
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(page.getByRole('link', { name: /城 ステップ 4/ })).toBeVisible();
});

test('8-bit integers stand beside floating point in a grid, which says what their first picture waits for', async ({
  page,
}) => {
  test.slow();
  await go(page, '/compare/grids');
  await page.getByLabel('プロンプト').fill('猫 油絵');
  await page.getByLabel('横（X）').selectOption('int8');
  await expect(page.getByLabel('X 軸の値')).toHaveValue('off, on');
  await page.getByLabel('縦（Y）').selectOption('none');
  await checkAccessibility(page);
  const waits = page.getByRole('table').getByText(/8ビット整数用に較正中 \d+\/25/);
  const seen = waits.waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: '2枚を刷る' }).click();
  await seen;
  await expect(page.getByRole('link', { name: /8ビット整数/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('columnheader', { name: '浮動小数点' })).toBeVisible();
  await expect(page.getByText('2 / 2')).toBeVisible();
  await checkAccessibility(page);
});

test('a word is left out and another exchanged, for one arm, as one comparison', async ({
  page,
}) => {
  test.slow();
  await go(page, '/create');
  await page.getByLabel('プロンプト', { exact: true }).fill('サラリーマン 油絵');
  await page.keyboard.press('Control+Enter');
  await go(page, '/compare');
  await expect(page.getByTestId('seed')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('measures').first()).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: '言葉を抜いて比べる' }).click();
  const form = page.getByRole('dialog', { name: '言葉を抜いて比べる' });
  await form.getByLabel('サラリーマン', { exact: true }).check();
  await form.getByLabel('油絵', { exact: true }).check();
  await form.getByLabel('「油絵」を置き換える言葉').fill('浮世絵');
  await checkAccessibility(page);
  await form.getByRole('button', { name: '3枚を描く' }).click();
  await expect(page.getByTestId('stage')).toHaveCount(3, { timeout: 60_000 });
  await expect(page.getByText('「サラリーマン」なし').first()).toBeVisible();
  await expect(page.getByText('「油絵」→「浮世絵」').first()).toBeVisible();
  await expect(page.getByTestId('measures')).toHaveCount(3, { timeout: 120_000 });
});

test('a grid says why it waits: the queue is paused, or nothing can be saved; and goes on', async ({
  page,
  studio,
}) => {
  test.slow();
  await go(page, '/compare/grids');
  await page.getByLabel('プロンプト').fill('柿');
  await page.getByLabel('横（X）').selectOption('steps');
  await page.getByLabel('X 軸の値').fill('3');
  await page.getByLabel('縦（Y）').selectOption('none');
  await page.getByRole('button', { name: '1枚を刷る' }).click();
  await expect(page.getByText('1 / 1', { exact: true })).toBeVisible({ timeout: 60_000 });
  await pauseQueue(page);
  await go(page, '/compare/grids');
  await page.getByLabel('プロンプト').fill('梅 水彩');
  await page.getByLabel('横（X）').selectOption('steps');
  await page.getByLabel('X 軸の値').fill('1,2');
  await page.getByLabel('縦（Y）').selectOption('none');
  await page.getByRole('button', { name: '2枚を刷る' }).click();
  const room = page.getByRole('main');
  const notice = room.getByRole('status').filter({ hasText: '一時停止中' });
  await expect(notice).toBeVisible();
  await page.reload();
  await expect(notice).toBeVisible();
  await expect(room.getByRole('button', { name: '止める' })).toBeVisible();
  await checkAccessibility(page);
  // Another grid is looked at meanwhile.
  await room.getByRole('button', { name: /柿/ }).click();
  await expect(room.getByRole('columnheader', { name: 'ステップ 1', exact: true })).toHaveCount(0);
  await expect(notice).toBeVisible();
  await expect(room.getByText('「梅 水彩」を刷っています')).toBeVisible();
  await checkAccessibility(page);
  await room.getByRole('button', { name: 'その表を見る' }).click();
  await expect(room.getByRole('columnheader', { name: 'ステップ 1', exact: true })).toBeVisible();
  await expect(room.getByText('「梅 水彩」を刷っています')).toHaveCount(0);
  const away = `${studio.dataFolder}-away`;
  renameSync(studio.dataFolder, away);
  await notice.getByRole('button', { name: '再開' }).click();
  await expect(notice).toHaveCount(0);
  const held = room.getByRole('status').filter({ hasText: '保存できるまで待っています' });
  await expect(held).toBeVisible({ timeout: 60_000 });
  await checkAccessibility(page);
  renameSync(away, studio.dataFolder);
  await expect(room.getByText('2 / 2', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(held).toHaveCount(0);
});
