import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test('a faster run is asked for by hand, says what it costs, and stays chosen', async ({
  page,
}) => {
  const speed = page.getByLabel('速さ', { exact: true });
  await expect(speed).toHaveValue('exact');
  await expect(page.getByText('DeepCache')).toBeHidden();

  await speed.selectOption('3');
  await expect(page.getByText('構図は保たれ')).toBeVisible();
  await checkAccessibility(page);
  await page.reload();
  await expect(speed).toHaveValue('3');

  await page.getByRole('radio', { name: '日本語' }).click();
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('6');
  await page.getByLabel('プロンプト', { exact: true }).fill('猫 油絵');
  await page.keyboard.press('Control+Enter');
  const batch = page.getByTestId('batch').first();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });

  const int8 = page.getByRole('checkbox', { name: '8ビット整数で計算する' });
  await expect(page.getByText('約半分')).toBeHidden();
  await int8.check();
  await expect(page.getByText('約半分')).toBeVisible();
  await checkAccessibility(page);
  await page.reload();
  await expect(int8).toBeChecked();

  await speed.selectOption('exact');
  await expect(page.getByText('構図は保たれ')).toBeHidden();
});
