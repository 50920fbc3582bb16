import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test('the quick model brings its own settings, and the page says whom they do not suit', async ({
  page,
}) => {
  await page.getByLabel('プロンプト', { exact: true }).fill('富士山 夜');
  const steps = page.getByRole('spinbutton', { name: 'ステップ数', exact: true });
  const note = page.getByRole('note').filter({ hasText: '英語版デモ' });
  await expect(steps).toHaveValue('20');
  await expect(note).toHaveCount(0);
  await page.getByRole('combobox').filter({ hasText: '日本語版デモ' }).first().click();
  await page.getByRole('option', { name: /速い/ }).click();
  await expect(steps).toHaveValue('4');
  await expect(note).toContainText('20ステップ、ガイダンス4');
  await checkAccessibility(page);

  await page.getByRole('button', { name: /^生成/ }).click();
  const batch = page.getByTestId('batch').first();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  await expect(batch).toContainText('4ステップ');
  await page.getByRole('radio', { name: '日本語', exact: true }).click();
  await expect(note).toHaveCount(0);
});
