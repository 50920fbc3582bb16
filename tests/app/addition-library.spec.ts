import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { resources } from '../helpers/open-test-studio.ts';
import { writeLora } from '../helpers/write-lora.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'addition-library' });

test('a LoRA is noted once, then chosen by its name or named in the prompt, and followed when it moves', async ({
  page,
  studio,
}) => {
  const file = await writeLora(
    join(resources, 'demo-models', 'ja-stage2'),
    studio.dataFolder,
    '墨',
  );
  await page.getByRole('link', { name: 'モデル' }).click();
  const library = page.getByRole('region', { name: 'LoRA と埋め込み' });
  await library.getByLabel('LoRA か埋め込みのファイル').fill(file);
  await library.getByRole('button', { name: '登録する' }).click();
  await library.getByRole('button', { name: '「墨」を編集' }).click();
  await expect(library.getByText(/^加えられるモデル：.*日本語版デモ/)).toBeVisible();
  await library.getByLabel('名前').fill('墨絵');
  await library.getByRole('button', { name: '変更する' }).click();
  await expect(library.getByRole('listitem')).toContainText('墨絵');
  await checkAccessibility(page);

  await page.getByRole('link', { name: '制作' }).click();
  const added = page.getByRole('region', { name: 'モデルに加えるもの' });
  await added.getByRole('button', { name: 'LoRA を加える' }).click();
  await added.getByRole('button', { name: '墨絵', exact: true }).click();
  await expect(added.getByRole('spinbutton', { name: '墨絵 の強さ' })).toHaveValue('1');
  await added.getByRole('button', { name: '墨絵 を外す' }).click();

  const prompt = page.getByLabel('プロンプト', { exact: true });
  await prompt.fill('猫 油絵');
  await expect(page.getByTestId('token-count-sentencepiece')).toHaveText(/^[1-9]\d* \/ 76$/);
  const count = await page.getByTestId('token-count-sentencepiece').textContent();
  await prompt.fill('猫 油絵 <lora:墨絵:0.4> <lora:無い:1>');
  await expect(page.getByText('は、ライブラリーの LoRA としてモデルに加わります。')).toBeVisible();
  await expect(page.getByText('は、ライブラリーにないため文字として読まれます。')).toBeVisible();
  await prompt.fill('猫 油絵 <lora:墨絵:0.4>');
  await expect(page.getByTestId('token-count-sentencepiece')).toHaveText(count ?? '');
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('1');
  await page.getByRole('button', { name: /^生成/ }).click();
  const batch = page.getByTestId('batch').first();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  await batch.getByRole('button', { name: 'この設定を呼び戻す' }).click();
  await expect(prompt).toHaveValue('猫 油絵');
  await expect(added.getByRole('spinbutton', { name: '墨絵 の強さ' })).toHaveValue('0.4');

  const moved = join(studio.dataFolder, 'moved.safetensors');
  await rename(file, moved);
  await page.getByRole('link', { name: 'モデル' }).click();
  await expect(library.getByText('ファイルがありません。')).toBeVisible();
  await library.getByLabel('いまの場所').fill(moved);
  await library.getByLabel('いまの場所').press('Enter');
  await expect(library.getByText('ファイルがありません。')).toBeHidden();
  await expect(library.getByRole('listitem')).toContainText('moved.safetensors');
});
