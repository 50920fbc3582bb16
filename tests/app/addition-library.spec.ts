import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { resources } from '../helpers/open-test-studio.ts';
import { writeLora } from '../helpers/write-lora.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'addition-library' });

const libraryOf = (page: Page) => page.getByRole('region', { name: 'LoRA・埋め込み・VAE' });
const addedOf = (page: Page) => page.getByRole('region', { name: 'モデルに加えるもの' });
const promptOf = (page: Page) => page.getByLabel('プロンプト', { exact: true });

/** Writes a LoRA for the demo models and notes it in Models. Returns its path. */
async function noteLora(page: Page, folder: string, name: string): Promise<string> {
  const file = await writeLora(join(resources, 'demo-models', 'ja-stage2'), folder, name);
  await page.getByRole('link', { name: 'モデル' }).click();
  await libraryOf(page)
    .getByLabel('LoRA・埋め込みのファイル、VAE のファイルかフォルダー')
    .fill(file);
  await libraryOf(page).getByRole('button', { name: '登録する' }).click();
  await expect(
    libraryOf(page)
      .getByRole('listitem')
      .filter({ hasText: `${name}.safetensors` }),
  ).toBeVisible();
  return file;
}

test('a LoRA is noted once and renamed, then chosen by its name, or told apart in the prompt', async ({
  page,
  studio,
}) => {
  await noteLora(page, studio.dataFolder, '墨');
  const library = libraryOf(page);
  await library.getByRole('button', { name: '「墨」を編集' }).click();
  await expect(library.getByText(/^加えられるモデル：.*日本語版デモ/)).toBeVisible();
  await library.getByLabel('名前').fill('墨絵');
  await library.getByRole('button', { name: '変更する' }).click();
  const edit = library.getByRole('button', { name: '「墨絵」を編集' });
  await expect(edit).toBeVisible();
  await checkAccessibility(page);
  // Taken out by mistake, it comes back as it was.
  await edit.click();
  await library.getByRole('button', { name: '登録を消す' }).click();
  await expect(edit).toHaveCount(0);
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(edit).toBeVisible();

  await page.getByRole('link', { name: '制作' }).click();
  await addedOf(page).getByRole('button', { name: 'LoRA を加える' }).click();
  await addedOf(page).getByRole('button', { name: '墨絵', exact: true }).click();
  await expect(addedOf(page).getByRole('spinbutton', { name: '墨絵 の強さ' })).toHaveValue('1');

  await promptOf(page).fill('猫 油絵');
  const meter = page.getByTestId('token-count-sentencepiece');
  await expect(meter).toHaveText('5 / 76');
  await promptOf(page).fill('猫 油絵 <lora:墨絵:0.4> <lora:無い:1>');
  await expect(page.getByText('は、ライブラリーの LoRA としてモデルに加わります。')).toBeVisible();
  await expect(page.getByText('は、ライブラリーにないため文字として読まれます。')).toBeVisible();
  await expect(meter).not.toHaveText('5 / 76');
  await page.getByRole('button', { name: 'プロンプトから外す' }).click();
  await expect(promptOf(page)).toHaveValue('猫 油絵 <lora:墨絵:0.4>');
  await expect(meter).toHaveText('5 / 76');
});

test('a picture whose prompt named a LoRA brings it back to Create; a file that moves is followed', async ({
  page,
  studio,
}) => {
  const file = await noteLora(page, studio.dataFolder, '線');
  await page.getByRole('link', { name: '制作' }).click();
  await promptOf(page).fill('猫 油絵 <lora:線:0.4>');
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('1');
  await page.getByRole('button', { name: /^生成/ }).click();
  const batch = page.getByTestId('batch').first();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  await expect(batch.getByRole('heading')).toHaveText('猫 油絵');
  await expect(batch).toContainText('LoRA 線 0.4');

  await page.getByRole('link', { name: '作品' }).click();
  const pictures = page.getByRole('listbox', { name: '作品の一覧' }).getByRole('option');
  await pictures
    .filter({ has: page.locator('img') })
    .last()
    .dblclick();
  await page.getByTestId('viewer').getByRole('button', { name: '制作で使う' }).click();
  await expect(promptOf(page)).toHaveValue('猫 油絵');
  await expect(addedOf(page).getByRole('spinbutton', { name: '線 の強さ' })).toHaveValue('0.4');

  const moved = join(studio.dataFolder, 'moved.safetensors');
  await rename(file, moved);
  await page.getByRole('link', { name: 'モデル' }).click();
  const library = libraryOf(page);
  await expect(library.getByText('ファイルがありません。')).toBeVisible();
  await library.getByLabel('いまの場所').fill(moved);
  await library.getByLabel('いまの場所').press('Enter');
  await expect(library.getByText('ファイルがありません。')).toBeHidden();
  await expect(
    library.getByRole('listitem').filter({ hasText: 'moved.safetensors' }),
  ).toBeVisible();
});

test('a VAE is noted as a folder, set for a model on its card, and shown in Create', async ({
  page,
  studio,
}) => {
  const folder = join(studio.dataFolder, '柔らかい');
  await cp(join(resources, 'demo-models', 'en', 'vae'), folder, { recursive: true });
  await page.getByRole('link', { name: 'モデル' }).click();
  const path = libraryOf(page).getByLabel('LoRA・埋め込みのファイル、VAE のファイルかフォルダー');
  await path.fill(folder);
  await path.press('Enter');
  await expect(libraryOf(page).getByRole('listitem').filter({ hasText: '柔らかい' })).toContainText(
    'VAE',
  );
  const card = page.getByTestId('model-card').filter({ hasText: '日本語版デモ（日本の絵）' });
  await card.getByRole('button', { name: '名前・種類・メモ' }).click();
  await card.getByLabel('VAE').selectOption('柔らかい');
  await card.getByRole('button', { name: '変更する' }).click();
  await expect(card.getByText('柔らかい', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: '制作' }).click();
  await expect(addedOf(page).getByText('柔らかい（モデルの設定）')).toBeVisible();
  await addedOf(page).getByRole('button', { name: '自身の VAE に' }).click();
  await expect(addedOf(page).getByText('モデル自身のもの')).toBeVisible();
  await checkAccessibility(page);
  await addedOf(page).getByRole('button', { name: '設定の VAE に' }).click();
  await addedOf(page).getByRole('button', { name: '別の VAE を使う' }).click();
  await addedOf(page).getByRole('button', { name: '柔らかい', exact: true }).click();
  await expect(addedOf(page).getByText('柔らかい', { exact: true })).toBeVisible();

  // A grid lays it beside the models' own, by its name.
  await promptOf(page).fill('猫 油絵');
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('1');
  await page.getByRole('link', { name: '比較' }).click();
  await page.getByRole('link', { name: '表' }).click();
  await page.getByLabel('横（X）').selectOption('vae');
  await expect(page.getByLabel('X 軸の値')).toHaveValue('own\n柔らかい');
  await page.getByLabel('縦（Y）').selectOption('none');
  await page.getByRole('button', { name: '2枚を刷る' }).click();
  await expect(page.getByRole('columnheader', { name: 'モデル自身の VAE' })).toBeVisible();
  await expect(page.getByRole('link', { name: /柔らかい/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('2 / 2', { exact: true })).toBeVisible();
});
