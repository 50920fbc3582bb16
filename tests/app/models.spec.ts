import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { makeTextEncoderBrainFloats } from '../helpers/brain-floats.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../helpers/single-file-model.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

// What it imports would be chosen in Create by the tests after it.
test.use({ studioName: 'models' });

const demoModels = join(import.meta.dirname, '..', '..', 'resources', 'demo-models');
const path = (page: Page) => page.getByLabel('フォルダーかファイルの場所');
const cards = (page: Page) => page.getByTestId('model-card');
const embedded = (page: Page) => cards(page).filter({ hasText: '付属のデモモデル' });

test.beforeEach(async ({ page }) => {
  await page.getByRole('link', { name: 'モデル' }).click();
  await expect(page.getByRole('heading', { name: 'モデル', exact: true })).toBeVisible();
});

test('the four demo models are there, and called what they are', async ({ page }) => {
  await expect(embedded(page)).toHaveCount(4);
  await expect(page.getByRole('region', { name: 'このコンピューター' })).toContainText('CPU');
  await checkAccessibility(page);
});

test('a path that leads nowhere is refused in words; the other models stay', async ({ page }) => {
  const name = 'a-name-without-a-space-that-is-longer-than-the-notice-is-wide.safetensors';
  await path(page).fill(`/そんな/フォルダー/は/ない/${name}`);
  await page.getByRole('button', { name: '取り込む' }).click();
  const refusal = page.getByRole('alert');
  await expect(refusal).toContainText('その場所にファイルやフォルダーがありません。');
  await expect(refusal).toContainText('ファイルには手を加えていません。');
  await expect(refusal).toContainText(`/そんな/フォルダー/は/ない/${name}`);
  expect(await refusal.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  await expect(embedded(page)).toHaveCount(4);
  await checkAccessibility(page);
});

test('a model is calibrated for 8-bit integers ahead, step by step, and is called so from then on', async ({
  page,
}) => {
  const card = embedded(page).first();
  const start = card.getByRole('button', { name: '8ビット整数用に較正する' });
  const steps = card.getByText(/^較正中 \d+\/25$/).waitFor();
  await start.click();
  await steps;
  await card.getByRole('button', { name: '中止' }).click();
  await expect(start).toBeVisible();
  await expect(card.getByText('較正済み', { exact: true })).toBeHidden();
  await start.click();
  await expect(card.getByRole('status')).toHaveText(/較正しました。.*\d+ 層/, { timeout: 30_000 });
  await expect(card.getByText('較正済み', { exact: true })).toBeVisible();
  await expect(start).toBeHidden();
  await checkAccessibility(page);
  await page.reload();
  await expect(card.getByText('較正済み', { exact: true })).toBeVisible();
});

test('nothing in the path field is said at once', async ({ page }) => {
  await page.getByRole('button', { name: '取り込む' }).click();
  // Beside the field that it is about, which is called wrong.
  await expect(page.getByLabel('フォルダーかファイルの場所')).toHaveAttribute(
    'aria-invalid',
    'true',
  );
  await expect(page.getByRole('alert')).toHaveText(
    'モデルのフォルダーかファイルを指定してください。',
  );
});

test('a folder that is no model is refused with the reason', async ({ page, studio }) => {
  const folder = join(studio.dataFolder, '空のフォルダー');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model_index.json'), '{"_class_name":"FluxPipeline"}');
  await path(page).fill(folder);
  await path(page).press('Enter');
  await expect(page.getByRole('alert')).toContainText('モデルを読めませんでした');
});

test('a single file of a Japanese model asks for its tokenizer and is taken in with it', async ({
  page,
  studio,
}) => {
  const japanese = singleFileTensors({
    text_encoder: { vocab_size: 32_000 },
    // A latent consistency model, which takes guidance as an input.
    unet: { time_cond_proj_dim: 16 },
  });
  const file = join(studio.dataFolder, '日本画.safetensors');
  await writeFile(file, encodeSafetensors(asSingleFile(japanese)));
  await path(page).fill(file);
  await page.getByRole('button', { name: '取り込む' }).click();
  await expect(page.getByRole('alert')).toContainText('専用のトークナイザーが要ります');
  await page.getByText('部品とくわしい指定').click();
  await checkAccessibility(page);
  await page
    .getByLabel('トークナイザーのフォルダー')
    .fill(join(demoModels, 'ja-stage1', 'tokenizer'));
  await page.getByRole('button', { name: '取り込む' }).click();
  const card = cards(page).filter({ hasText: '日本画' });
  await expect(card).toContainText('SentencePiece');
  await expect(path(page)).toHaveValue('');

  await card.getByRole('button', { name: '一覧から外す' }).click();
  await expect(card).toHaveCount(0);
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(card).toContainText('SentencePiece');

  await expect(card).toContainText('値をそのまま受け取る');
  await page.getByRole('link', { name: '制作' }).click();
  await page.getByRole('button', { name: '避けたいものを書く' }).click();
  await page.getByLabel('避けたいもの', { exact: true }).fill('文字');
  const note = page.getByText('「日本画」はガイダンスの値をそのまま受け取るモデルで');
  await expect(note).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'ステップ数', exact: true })).toHaveValue('4');
  await expect(page.getByLabel('サンプラー', { exact: true })).toHaveValue('lcm');
  await page.getByRole('combobox').filter({ hasText: '日本画' }).first().click();
  await page
    .getByRole('option', { name: /日本語版デモ/ })
    .first()
    .click();
  await expect(note).toHaveCount(0);
});

test('weights that cannot be used in place are rewritten, and the card says how much', async ({
  page,
  studio,
}) => {
  await cp(demoModels, join(studio.dataFolder, 'モデル'), { recursive: true });
  const folder = join(studio.dataFolder, 'モデル', 'en');
  await makeTextEncoderBrainFloats(folder);
  await path(page).fill(folder);
  await path(page).press('Enter');
  await expect(cards(page).filter({ hasText: folder })).toContainText('書き直した重み');
});

test('a diffusers folder is imported, removed, and taken back', async ({ page, studio }) => {
  const folder = join(studio.dataFolder, '取り込むモデル', 'en');
  // Under a name of its own beside its siblings: a folder may name parts that lie in them.
  await cp(demoModels, join(studio.dataFolder, '取り込むモデル'), { recursive: true });
  await path(page).fill(folder);
  await page.getByRole('button', { name: '取り込む' }).click();
  const own = cards(page).filter({ hasText: folder });
  await expect(own).toHaveCount(1);
  await expect(own).not.toContainText('付属のデモモデル');

  await own.getByRole('button', { name: '一覧から外す' }).click();
  await expect(own).toHaveCount(0);
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(own).toHaveCount(1);
});

test('a model takes a name and notes, and its own name comes back', async ({ page }) => {
  const card = cards(page).first();
  const edit = card.getByRole('button', { name: '名前・種類・メモ' });
  // By keys alone: into the form, out of it again, and on from where it was opened.
  await edit.press('Enter');
  await expect(card.getByRole('textbox', { name: '名前', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card.getByRole('textbox', { name: '名前', exact: true })).toHaveCount(0);
  await expect(edit).toBeFocused();
  await edit.click();
  await checkAccessibility(page);
  await card.getByRole('textbox', { name: '名前', exact: true }).fill('わたしの日本画');
  await card.getByRole('textbox', { name: 'メモ' }).fill('線が細い。\nガイダンスは 5 が良い');
  await card.getByRole('button', { name: '変更する' }).click();
  await expect(card.getByRole('heading')).toHaveText('わたしの日本画');
  await expect(card).toContainText('ガイダンスは 5 が良い');
  await card.getByRole('button', { name: '名前・種類・メモ' }).click();
  await card.getByRole('textbox', { name: '名前', exact: true }).fill('');
  await card.getByRole('textbox', { name: 'メモ' }).fill('');
  await card.getByRole('button', { name: '変更する' }).click();
  await expect(card.getByRole('heading')).toContainText('日本語版デモ');
});

test('a model that was moved is missing until its new place is given', async ({ page, studio }) => {
  const before = join(studio.dataFolder, '引っ越し前');
  await cp(join(demoModels, 'en'), before, { recursive: true });
  await path(page).fill(before);
  await page.getByRole('button', { name: '取り込む' }).click();
  const card = cards(page).filter({ hasText: '引っ越し' });
  await expect(card).toContainText('使えます');
  const after = join(studio.dataFolder, '引っ越し後');
  await rename(before, after);
  await page.reload();
  await page.getByRole('link', { name: 'モデル' }).click();
  await expect(card).toContainText('ファイルが見つかりません');
  await card.getByLabel('いまの場所').fill(after);
  await card.getByRole('button', { name: 'ここにある' }).click();
  await expect(card).toContainText('使えます');
  await expect(card).toContainText(after);
});
