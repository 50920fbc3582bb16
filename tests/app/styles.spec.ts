import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'styles' });

const patient = { timeout: 60_000 };
const open = (page: Page) => page.getByRole('button', { name: 'スタイル', exact: true }).click();
const chooser = (page: Page) => page.getByRole('dialog', { name: 'スタイル' });
const chips = (page: Page) => page.getByRole('list', { name: '使っているスタイル' });

test('a style is laid over both arms, told in the recipe, and lies apart again when the picture is taken up', async ({
  page,
}) => {
  await page.getByLabel('プロンプト', { exact: true }).fill('城');
  await expect(page.getByLabel('英語モデルに渡すプロンプト')).toHaveValue('castle');
  await open(page);
  await chooser(page).getByRole('button', { name: '水彩画' }).click();
  await expect(chooser(page).getByRole('button', { name: '水彩画' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await checkAccessibility(page);
  await page.keyboard.press('Escape');
  await expect(chips(page)).toHaveText('水彩画');
  await expect(page.getByTestId('token-count-sentencepiece')).not.toHaveText(/^1 /);
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('1');
  await page.getByRole('button', { name: /^生成/ }).click();
  const batch = page.getByTestId('batch').first();
  await expect(batch).toHaveAttribute('data-status', 'done', patient);
  await expect(batch).toContainText('城 水彩画');

  await chips(page).getByRole('button', { name: '「水彩画」を外す' }).click();
  await expect(chips(page)).toBeHidden();
  await batch.getByRole('button', { name: 'この設定を呼び戻す' }).click();
  await expect(chips(page)).toHaveText('水彩画');
  await expect(page.getByLabel('プロンプト', { exact: true })).toHaveValue('城');
  await expect(page.getByLabel('英語モデルに渡すプロンプト')).toHaveValue('castle');

  await page.getByRole('link', { name: '作品' }).click();
  const gallery = page.getByRole('listbox', { name: '作品の一覧' });
  await gallery.getByRole('option').first().dblclick();
  await expect(page.getByRole('term').filter({ hasText: 'スタイル' }).locator('..')).toContainText(
    /水彩画|Watercolour/,
  );
});

test('a style is made of what is written, changed, handed out, forgotten and brought back', async ({
  page,
}) => {
  await page.getByLabel('プロンプト', { exact: true }).fill('城 霧 静か');
  await open(page);
  await chooser(page).getByRole('button', { name: 'いまの言葉から作る' }).click();
  const words = chooser(page).getByLabel('日本語の言葉');
  await expect(words).toHaveValue('城 霧 静か');
  await words.fill('{prompt} 霧 静か');
  await chooser(page).getByLabel('英語の言葉').fill('');
  await chooser(page).getByLabel('名前').fill('浮世絵');
  await chooser(page).getByRole('button', { name: '保存' }).click();
  await expect(chooser(page).getByRole('alert')).toHaveText('その名前のスタイルはもうあります。');
  // A press beside it closes the form, and loses nothing of it.
  await page.keyboard.press('Escape');
  await open(page);
  await chooser(page).getByLabel('名前').fill('霧');
  await chooser(page).getByRole('button', { name: '保存' }).click();

  const mist = chooser(page).getByRole('button', { name: '霧', exact: true });
  await expect(mist).toHaveAttribute('title', '{prompt} 霧 静か');
  await mist.click();
  const download = page.waitForEvent('download');
  await chooser(page).getByRole('button', { name: '書き出す' }).click();
  const file = JSON.parse(await readFile(await (await download).path(), 'utf8')) as object;
  expect(file).toEqual({
    schema: 1,
    styles: [{ name: '霧', ja: { prompt: '{prompt} 霧 静か', negativePrompt: '' } }],
  });

  await chooser(page).getByRole('button', { name: '「霧」を直す' }).click();
  await chooser(page).getByRole('button', { name: '削除' }).click();
  await expect(mist).toBeHidden();
  await expect(chips(page)).toBeHidden();
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(chips(page)).toHaveText('霧');

  const csv = 'name,prompt,negative_prompt\r\n---,,\r\nFilm,"{prompt}, 35mm",blurry\r\n';
  await chooser(page)
    .getByLabel('スタイルのファイル')
    .setInputFiles({ name: 'styles.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  // The notice is there once more for a moment, to be read out.
  await expect(page.getByText('1 個のスタイルを読み込みました').first()).toBeVisible();
  await expect(chooser(page).getByRole('button', { name: 'Film', exact: true })).toBeVisible();
});
