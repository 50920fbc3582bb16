import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

const demoModels = join(import.meta.dirname, '..', '..', 'resources', 'demo-models');
const path = (page: Page) => page.getByLabel('フォルダーの場所');
const cards = (page: Page) => page.getByTestId('model-card');
const embedded = (page: Page) => cards(page).filter({ hasText: '付属のデモモデル' });

test.beforeEach(async ({ page }) => {
  await page.getByRole('link', { name: 'モデル' }).click();
  await expect(page.getByRole('heading', { name: 'モデル', exact: true })).toBeVisible();
});

test('the three demo models are there, and called what they are', async ({ page }) => {
  await expect(embedded(page)).toHaveCount(3);
  await expect(page.getByRole('region', { name: 'このコンピューター' })).toContainText('CPU');
  await checkAccessibility(page);
});

test('a path that leads nowhere is refused in words; the other models stay', async ({ page }) => {
  await path(page).fill('/そんな/フォルダー/は/ない');
  await page.getByRole('button', { name: '取り込む' }).click();
  const refusal = page.getByRole('alert');
  await expect(refusal).toContainText('その場所にファイルやフォルダーがありません。');
  await expect(refusal).toContainText('ファイルには手を加えていません。');
  await expect(refusal).toContainText('/そんな/フォルダー/は/ない');
  await expect(embedded(page)).toHaveCount(3);
  await checkAccessibility(page);
});

test('nothing in the path field is said at once', async ({ page }) => {
  await page.getByRole('button', { name: '取り込む' }).click();
  await expect(page.getByRole('alert')).toContainText('モデルのフォルダーを指定してください。');
});

test('a folder that is no model is refused with the reason', async ({ page, studio }) => {
  const folder = join(studio.dataFolder, '空のフォルダー');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model_index.json'), '{"_class_name":"FluxPipeline"}');
  await path(page).fill(folder);
  await path(page).press('Enter');
  await expect(page.getByRole('alert')).toContainText('モデルを読めませんでした');
});

test('a diffusers folder is imported, removed, and taken back', async ({ page, studio }) => {
  const folder = join(studio.dataFolder, 'モデル', 'en');
  // Under a name of its own beside its siblings: a folder may name parts that lie in them.
  await cp(demoModels, join(studio.dataFolder, 'モデル'), { recursive: true });
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
