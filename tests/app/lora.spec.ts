import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  await checkAccessibility(page);

  await page.getByLabel('プロンプト', { exact: true }).fill('猫 油絵');
  await page.getByRole('button', { name: /^生成/ }).click();
  await expect(page.getByRole('alert').first()).toBeVisible({ timeout: 60_000 });

  await page.reload();
  await lora.getByRole('button', { name: '墨 を外す' }).click();
  await expect(lora.getByRole('listitem')).toHaveCount(0);
});
