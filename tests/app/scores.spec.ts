import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'scores' });

test('pictures are scored, sorted and sifted by it; both arms of a pair against the same words', async ({
  page,
  studio,
}) => {
  test.slow();
  await page.getByLabel('プロンプト', { exact: true }).fill('サラリーマン 油絵');
  await page.getByRole('button', { name: /^生成/ }).click();
  await expect(page.locator('[data-testid=cell][data-status=done]')).toHaveCount(2, {
    timeout: 90_000,
  });

  await page.goto(`${studio.url}#/gallery`);
  const list = page.getByRole('listbox', { name: '作品の一覧' });
  await list.getByRole('option').first().click();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: '言葉との一致度を測る' }).click();
  await expect(page.getByText('2枚の一致度を測りました', { exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole('button', { name: '選択をやめる（Esc）' }).click();
  await page.getByLabel('並べ方').selectOption('score');
  await expect(list.locator('[data-marks]').first()).toHaveAttribute('data-marks', /^\d\.\d{3}$/);
  await expect(page.getByRole('slider', { name: 'これ以上の一致度だけ' })).toBeVisible();
  await checkAccessibility(page);

  await list.getByRole('option').first().dblclick();
  await expect(page.getByTestId('score')).toHaveText(/^\d\.\d{3}$/);
  await expect(page.getByTestId('score')).toHaveAttribute('title', 'demo-scorer');
  await page.getByRole('button', { name: '比較' }).click();
  const details = page.getByRole('complementary');
  await expect(details.getByText('一致度', { exact: true })).toHaveCount(2);
});
