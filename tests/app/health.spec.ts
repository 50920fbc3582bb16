import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'health' });

test('a folder that is away is said at once, and said to be back', async ({ page, studio }) => {
  await expect(page.getByRole('navigation', { name: '部屋' })).toBeVisible();
  renameSync(studio.dataFolder, `${studio.dataFolder}-away`);
  const band = page.getByRole('alert').filter({ hasText: '絵のフォルダーが見つかりません' });
  await expect(band).toBeVisible({ timeout: 40_000 });
  await expect(band).toContainText(studio.dataFolder);
  await expect(band).toContainText('そのまま続けられます');
  await checkAccessibility(page);
  renameSync(`${studio.dataFolder}-away`, studio.dataFolder);
  await expect(page.getByText('保存できるようになりました。', { exact: true })).toBeVisible();
  await expect(band).toHaveCount(0);
});

test('a repair is told until it was read', async ({ page, studio }) => {
  await expect(page.getByRole('navigation', { name: '部屋' })).toBeVisible();
  await studio.restart(() =>
    writeFileSync(join(studio.dataFolder, 'nishiki.db'), 'no database '.repeat(900)),
  );
  await page.goto(studio.url);
  const band = page.getByRole('status').filter({ hasText: '作品の記録が壊れていたため' });
  await expect(band).toContainText(join(studio.dataFolder, 'damaged'));
  await checkAccessibility(page);
  await band.getByRole('button', { name: '閉じる' }).click();
  await expect(band).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('navigation', { name: '部屋' })).toBeVisible();
  await expect(band).toHaveCount(0);
});

test('a run that was cut off is told calmly at the next start, once', async ({ page, studio }) => {
  await expect(page.getByRole('navigation', { name: '部屋' })).toBeVisible();
  // What a studio leaves that was killed: the note of a process that is no more.
  const note = { pid: 4_194_305, since: new Date().toISOString() };
  await studio.restart(() =>
    writeFileSync(join(studio.dataFolder, 'nishiki.lock'), JSON.stringify(note)),
  );
  await page.goto(studio.url);
  const band = page
    .getByRole('status')
    .filter({ hasText: '前回、Nishiki は閉じられないまま終わりました。' });
  await expect(band).toContainText('待ち行列は無事です');
  await checkAccessibility(page);
  await band.getByRole('button', { name: '閉じる' }).click();
  await expect(band).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('navigation', { name: '部屋' })).toBeVisible();
  await expect(band).toHaveCount(0);
});

test('while the folder is away the queue says that it waits, and then it goes on by itself', async ({
  page,
  studio,
}) => {
  await expect(page.getByRole('navigation', { name: '部屋' })).toBeVisible();
  await page.getByLabel('プロンプト', { exact: true }).fill('猫 油絵');
  await page.getByRole('radio', { name: '日本語', exact: true }).click();
  // So many that the picture is not there before the folder is away.
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('80');
  await page.getByRole('button', { name: /^生成/ }).click();
  await expect(page.getByTestId('queue-status')).toContainText('ステップ', { timeout: 60_000 });
  renameSync(studio.dataFolder, `${studio.dataFolder}-away`);
  await expect(page.getByTestId('queue-status')).toHaveText('保存できるまで待っています', {
    timeout: 60_000,
  });
  // Why is said soon after, not at the next of the calm rounds.
  await expect(
    page.getByRole('alert').filter({ hasText: '絵のフォルダーが見つかりません' }),
  ).toBeVisible();
  await page.getByRole('button', { name: '待機中の一覧を開く' }).click();
  await expect(page.getByText('できた絵は手元に持ったまま待ち')).toBeVisible();
  await checkAccessibility(page);
  renameSync(`${studio.dataFolder}-away`, studio.dataFolder);
  await expect(page.getByText('できた絵は手元に持ったまま待ち')).toHaveCount(0, {
    timeout: 20_000,
  });
  await expect(page.getByTestId('queue-status')).toHaveCount(0, { timeout: 60_000 });
});
