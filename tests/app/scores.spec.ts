import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'scores' });

test('pictures are scored, sorted and sifted by it; both arms of a pair against the same words', async ({
  page,
  studio,
}) => {
  test.slow();
  await page.getByLabel('プロンプト', { exact: true }).fill('サラリーマン 油絵');
  await page.getByRole('button', { name: /^生成/ }).click();
  await expect(page.locator('[data-testid=cell][data-status=done]')).toHaveCount(2, {
    timeout: 90_000,
  });

  await page.goto(`${studio.url}#/gallery`);
  const list = page.getByRole('listbox', { name: '作品の一覧' });
  await list.getByRole('option').first().click();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: '言葉との一致度を測る' }).click();
  await expect(page.getByText('2枚の一致度を測りました', { exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole('button', { name: '選択をやめる（Esc）' }).click();
  await page.getByLabel('並べ方').selectOption('score');
  await expect(list.locator('[data-marks]').first()).toHaveAttribute('data-marks', /^\d\.\d{3}$/);
  await expect(page.getByRole('slider', { name: 'これ以上の一致度だけ' })).toBeVisible();
  await checkAccessibility(page);

  await list.getByRole('option').first().dblclick();
  await expect(page.getByTestId('score')).toHaveText(/^\d\.\d{3}$/);
  await expect(page.getByTestId('score')).toHaveAttribute('title', 'demo-scorer');
  await page.getByRole('button', { name: '比較' }).click();
  const details = page.getByRole('complementary');
  await expect(details.getByText('一致度', { exact: true })).toHaveCount(2);
});

test('a data set is scored, split by the keys or a share, looked at, and what stays is copied', async ({
  page,
  studio,
}) => {
  const folder = join(studio.dataFolder, '絵');
  await mkdir(folder);
  for (let place = 0; place < 10; place += 1) {
    const background = { r: place * 25, g: 90, b: 250 - place * 25 };
    const picture = sharp({ create: { width: 48, height: 32, channels: 3, background } });
    await picture.png().toFile(join(folder, `${place}.png`));
    await writeFile(join(folder, `${place}.txt`), `海 ${place}`);
  }
  await writeFile(join(folder, '言葉なし.png'), '');
  await page.goto(`${studio.url}#/models`);
  await page.getByRole('link', { name: 'データを選別する' }).click();
  const path = page.getByLabel('データセットのフォルダー');
  await path.fill(join(folder, 'nowhere'));
  await path.press('Enter');
  await expect(page.getByRole('alert')).toContainText('読めませんでした');
  await path.fill(folder);
  await path.press('Enter');

  const stays = page.getByTestId('stays');
  await expect(stays).toHaveText('10 枚のうち 9 枚が残ります', { timeout: 30_000 });
  await expect(page.getByText('説明文のない絵 1 枚は測らず、残しません')).toBeVisible();
  const listOf = (name: string) => page.getByRole('region', { name }).getByRole('listitem');
  await expect(listOf('残すもの')).toHaveCount(9);
  await expect(listOf('外すもの').getByRole('img', { name: /^海 \d$/ })).toBeVisible();
  await page.getByRole('spinbutton', { name: '残す割合（%）' }).fill('50');
  await expect(stays).toHaveText('10 枚のうち 5 枚が残ります');
  await expect(listOf('外すもの')).toHaveCount(5);
  const slider = page.getByRole('slider', { name: '一致度がこれ以上' });
  await slider.press('Home');
  await expect(stays).toHaveText('10 枚のうち 10 枚が残ります');
  await slider.press('End');
  const bars = (await page.getByTestId('histogram').boundingBox())!;
  await page.mouse.click(bars.x + 1, bars.y + bars.height / 2);
  await expect(slider).not.toHaveAttribute('aria-valuetext', /NaN/);
  await page.getByRole('spinbutton', { name: '残す割合（%）' }).fill('30');
  await checkAccessibility(page);

  await listOf('残すもの').first().getByRole('button').click();
  const viewer = page.getByTestId('pair-viewer');
  await expect(viewer.getByRole('status')).toHaveText('8 / 10');
  await expect(viewer.getByText('48 × 32')).toBeVisible();
  await expect(viewer.getByText('残すもの')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(viewer.getByRole('status')).toHaveText('7 / 10');
  await expect(viewer.getByText('外すもの')).toBeVisible();
  await expect(viewer.getByRole('img', { name: /^海 \d$/ })).toBeVisible();
  await checkAccessibility(page);
  await viewer.getByRole('button', { name: 'この絵から残す' }).click();
  await expect(viewer.getByText('残すもの')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await expect(listOf('残すもの').first().getByRole('button')).toBeFocused();
  await expect(stays).toHaveText('10 枚のうち 4 枚が残ります');

  await page.reload();
  await expect(stays).toHaveText('10 枚のうち 9 枚が残ります');
  await page.getByRole('spinbutton', { name: '残す割合（%）' }).fill('30');
  await page.getByRole('button', { name: '3 枚を写す' }).click();
  await expect(page.getByText(`3 枚を ${folder}-選別 に写しました`)).toBeVisible();
  const copied = await readdir(`${folder}-選別`);
  expect(copied.filter((name) => name.endsWith('.png'))).toHaveLength(3);
  await page.getByRole('button', { name: '3 枚を写す' }).click();
  await expect(page.getByRole('alert')).toContainText('同じ名前のものがすでにあります');
});
