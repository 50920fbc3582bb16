import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

// A model of full size that another file has imported would be calibrated for minutes on a busy machine.
test.use({ studioName: 'speed' });

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

  // The first picture of a model waits for its calibration, and says how far that is.
  const told = page
    .getByTestId('queue-status')
    .filter({ hasText: /8ビット整数用に較正中 \d+\/25/ });
  const bar = page.getByRole('progressbar', { name: '較正の進み具合' });
  const seen = Promise.all([told.waitFor(), bar.waitFor()]);
  await page.getByRole('textbox', { name: 'プロンプト', exact: true }).press('Control+Enter');
  await seen;
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  await expect(bar).toHaveCount(0);

  await speed.selectOption('exact');
  await expect(page.getByText('構図は保たれ')).toBeHidden();
});
