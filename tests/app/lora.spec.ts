import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddingBytes } from '../helpers/write-embedding.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'lora' });

test('a LoRA is added by its path and taken away; one that cannot be read is told', async ({
  page,
  studio,
}) => {
  const lora = page.getByRole('region', { name: 'モデルに加えるもの' });
  await lora.getByRole('button', { name: 'LoRA を加える' }).click();
  const file = join(studio.dataFolder, '墨.safetensors');
  await writeFile(file, 'no weights');
  await lora.getByLabel('LoRA のファイル').fill(file);
  await lora.getByLabel('LoRA のファイル').press('Enter');
  await expect(lora.getByRole('listitem')).toContainText('墨');
  await lora.getByRole('spinbutton', { name: '墨 の強さ' }).fill('200');
  await expect(lora.getByRole('alert')).toContainText('LoRA の強さは 100 まで');
  await lora.getByRole('spinbutton', { name: '墨 の強さ' }).fill('0.8');
  await expect(lora.getByRole('alert')).toHaveCount(0);
  // Of two models it is for one; the last that has it keeps it.
  const english = lora.getByRole('button', { name: '英語モデル', exact: true });
  const japanese = lora.getByRole('button', { name: '日本語モデル', exact: true });
  await expect(english).toHaveAttribute('aria-pressed', 'true');
  await english.press('Enter');
  await expect(english).toHaveAttribute('aria-pressed', 'false');
  await expect(english).toBeFocused();
  await japanese.press('Enter');
  await expect(japanese).toHaveAttribute('aria-pressed', 'true');
  await checkAccessibility(page);

  await page.getByLabel('プロンプト', { exact: true }).fill('猫 油絵');
  await page.getByRole('button', { name: /^生成/ }).click();
  await expect(page.getByTestId('cell').getByRole('alert')).toBeVisible({ timeout: 60_000 });
  // Frames that are too small for it stand below it.
  await page.getByRole('spinbutton', { name: 'シードの数', exact: true }).fill('12');
  await page.getByLabel('プロンプト', { exact: true }).fill('犬 油絵');
  await page.getByRole('button', { name: /^生成/ }).click();
  const batch = page.getByTestId('batch').filter({ hasText: '犬 油絵' });
  await expect(batch.getByRole('alert')).toBeVisible({ timeout: 60_000 });
  await expect(batch.getByTestId('cell').getByRole('alert')).toHaveCount(0);

  await page.reload();
  await lora.getByRole('button', { name: '墨 を外す' }).click();
  await expect(lora.getByRole('listitem')).toHaveCount(0);
});

test('an embedding gets a word, another VAE takes the models’ place; both outlive a reload', async ({
  page,
}) => {
  const added = page.getByRole('region', { name: 'モデルに加えるもの' });
  await added.getByRole('button', { name: '埋め込みを加える' }).click();
  await added.getByLabel('埋め込みのファイル').fill('/nowhere/猫柄.pt');
  await added.getByLabel('埋め込みのファイル').press('Enter');
  await added.getByLabel('猫柄 の呼び名').fill('猫柄模様');
  await added.getByRole('button', { name: '別の VAE を使う' }).click();
  await added.getByLabel('VAE か TAESD').fill('/nowhere/taesd/');
  await added.getByRole('button', { name: '使う', exact: true }).click();
  await expect(added.getByText('taesd', { exact: true })).toBeVisible();
  await checkAccessibility(page);

  await page.getByLabel('プロンプト', { exact: true }).fill('猫柄模様');
  await page.getByRole('button', { name: /^生成/ }).click();
  await expect(page.getByRole('alert').first()).toContainText('猫柄.pt', { timeout: 60_000 });

  await page.reload();
  await expect(added.getByLabel('猫柄 の呼び名')).toHaveValue('猫柄模様');
  await added.getByRole('button', { name: '猫柄 を外す' }).click();
  await added.getByRole('button', { name: 'taesd を外す' }).click();
  await expect(added.getByText('VAE', { exact: true })).toHaveCount(1);
});

test('the token meter counts an embedding’s word by its vectors, in both languages’ fields', async ({
  page,
  studio,
}) => {
  const file = join(studio.dataFolder, '墨絵.safetensors');
  await writeFile(file, embeddingBytes(6, 64));
  const other = join(studio.dataFolder, 'other.safetensors');
  await writeFile(other, embeddingBytes(6, 32));
  const prompt = page.getByLabel('プロンプト', { exact: true });
  await prompt.fill('墨絵');
  await expect(page.getByTestId('token-count-sentencepiece')).toHaveText('3 / 76');
  const added = page.getByRole('region', { name: 'モデルに加えるもの' });
  for (const one of [file, other]) {
    await added.getByRole('button', { name: '埋め込みを加える' }).click();
    await added.getByLabel('埋め込みのファイル').fill(one);
    await added.getByLabel('埋め込みのファイル').press('Enter');
  }
  await expect(page.getByTestId('token-count-sentencepiece')).toHaveText('6 / 76');
  await expect(page.getByText('墨絵 × 6 トークン')).toHaveCount(1);
  await page.getByRole('link', { name: '字句' }).click();
  for (const tokenizer of ['sentencepiece', 'clip']) {
    const learned = page.getByTestId(`row-${tokenizer}`).locator('[data-learned]');
    await expect(learned).toHaveCount(1);
    await expect(learned).toContainText('墨絵 × 6');
    await expect(page.getByTestId(`row-${tokenizer}`)).not.toContainText('断片');
  }
  await checkAccessibility(page);
  await page.getByRole('link', { name: '制作' }).click();
  await expect(
    page.getByText('other.safetensors は、このモデルでは使えません').first(),
  ).toBeVisible();
  await added.getByLabel('墨絵 の呼び名').fill('ink style');
  await page.getByLabel('英語モデルに渡すプロンプト').fill('a cat, ink style');
  await expect(page.getByText('ink style × 6 トークン')).toHaveCount(1);
  await expect(page.getByTestId('token-count-sentencepiece')).toHaveText('3 / 76');
  await checkAccessibility(page);
});
