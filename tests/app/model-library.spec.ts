import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeTinyModel } from '../helpers/tiny-model-folder.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'model-library' });

const demoModels = join(import.meta.dirname, '..', '..', 'resources', 'demo-models');
const cards = (page: Page) => page.getByTestId('model-card');
const licence = '---\nlicense: creativeml-openrail-m\n---\n使い方の条件をここに書きます。';

const openModels = (page: Page) => page.getByRole('link', { name: 'モデル' }).click();

async function takeIn(page: Page, path: string): Promise<void> {
  await page.getByLabel('フォルダーかファイルの場所').fill(path);
  await page.getByRole('button', { name: '取り込む' }).click();
}

test.beforeEach(async ({ page }) => openModels(page));

test('a copy is used when the original is gone, and goes with its files', async ({
  page,
  studio,
}) => {
  const original = await writeTinyModel(studio.dataFolder, '外付けドライブの絵');
  await page.getByLabel('コピーして取り込む').check();
  await takeIn(page, original);
  const card = cards(page).filter({ hasText: '外付けドライブの絵' });
  await expect(card).toContainText(join('models', 'copies'));
  await rm(original, { recursive: true });
  await page.reload();
  await openModels(page);
  await expect(card).toContainText('使えます');
  await card.getByRole('button', { name: '名前・種類・メモ' }).click();
  await card.getByRole('button', { name: /錦が置いたファイルも削除/ }).click();
  await expect(card).toHaveCount(0);
  await expect(page.getByText('そのために錦が置いたファイルを削除しました').first()).toBeVisible();
});

test('a licence is read and accepted before the first picture', async ({ page, studio }) => {
  const folder = join(studio.dataFolder, '条件つきの絵');
  await cp(join(demoModels, 'en'), folder, { recursive: true });
  await rm(join(folder, 'nishiki.json'));
  await writeFile(join(folder, 'README.md'), licence);
  await takeIn(page, folder);
  const card = cards(page).filter({ hasText: '条件つきの絵' });
  await expect(card).toContainText(
    '最初の一枚の前に、ライセンス（creativeml-openrail-m）への同意が要ります。',
  );
  await expect(card).not.toContainText('使えます');

  // Create says so too, and prints nothing.
  await page.getByRole('link', { name: '制作' }).click();
  await page.getByLabel('プロンプト', { exact: true }).fill('猫');
  await page.getByRole('button', { name: /^生成/ }).click();
  await expect(page.getByRole('alert').first()).toContainText('ライセンス');
  await openModels(page);

  await card.getByRole('button', { name: 'ライセンスを読む' }).click();
  const text = card.getByRole('region', { name: 'ライセンスの文書（README.md）' });
  await expect(text).toHaveText('使い方の条件をここに書きます。');
  await checkAccessibility(page);
  await card.getByRole('button', { name: '読みました。同意します' }).click();
  await expect(card).toContainText('に同意しました');
  await expect(card).not.toContainText('同意が要ります');
  await expect(card).toContainText('使えます');
});

test('what is in the files is shown when it has been read, and a change is found', async ({
  page,
  studio,
}) => {
  const folder = await writeTinyModel(studio.dataFolder, '確かめる絵');
  await takeIn(page, folder);
  const card = cards(page).filter({ hasText: '確かめる絵' });
  await expect(card).toContainText(/[0-9a-f]{64}/);
  const check = card.getByRole('button', { name: '変わっていないか確かめる' });
  await check.click();
  await expect(card.getByRole('status')).toContainText('変わっていません。');
  const weights = join(folder, 'vae', 'diffusion_pytorch_model.safetensors');
  const bytes = await readFile(weights);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await writeFile(weights, bytes);
  await check.click();
  await expect(card.getByRole('status')).toContainText('vae/diffusion_pytorch_model.safetensors');
  await checkAccessibility(page);
});

test('a moved model is found below a folder by what is in it', async ({ page, studio }) => {
  const folder = await writeTinyModel(studio.dataFolder, '移す絵');
  await takeIn(page, folder);
  const card = cards(page).filter({ hasText: '移す絵' });
  await expect(card).toContainText(/[0-9a-f]{64}/);
  const moved = join(studio.dataFolder, 'inputs', 'がぎ'.normalize('NFD'));
  await mkdir(join(studio.dataFolder, 'inputs'), { recursive: true });
  await rename(folder, moved);
  await page.reload();
  await openModels(page);
  await expect(card).toContainText('ファイルが見つかりません');
  await checkAccessibility(page);
  await card.getByLabel('この中から探すフォルダー').fill(join(studio.dataFolder, 'pictures'));
  await card.getByRole('button', { name: '探す' }).click();
  await expect(card.getByRole('status')).toContainText('ありませんでした');
  await card.getByLabel('この中から探すフォルダー').fill(studio.dataFolder);
  await card.getByRole('button', { name: '探す' }).click();
  // Its name is its folder's.
  await expect(cards(page).filter({ hasText: moved })).toContainText('使えます');
});
