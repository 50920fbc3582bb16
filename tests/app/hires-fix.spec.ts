import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'hires-fix' });

test('a picture is finished larger: asked for beforehand, or of one that is there', async ({
  page,
}) => {
  await page.getByRole('radio', { name: '日本語' }).click();
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('4');
  await page.getByRole('textbox', { name: 'プロンプト', exact: true }).fill('富士山');
  await page.keyboard.press('Control+Enter');
  const batch = page.getByTestId('batch').first();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });

  // Of a picture that is there: its seed composes it again.
  await batch.getByTestId('cell').hover();
  await batch.getByRole('button', { name: '大きく仕上げる' }).click();
  const group = page.getByRole('group', { name: '大きく仕上げる' });
  await expect(group).toContainText('512 × 512');
  await group.getByRole('radio', { name: '×1.5' }).click();
  await expect(group).toContainText('384 × 384');
  await expect(page.getByRole('spinbutton', { name: '幅' })).toHaveValue('256');
  await checkAccessibility(page);

  await page.getByRole('textbox', { name: 'プロンプト', exact: true }).press('Control+Enter');
  await expect(page.getByTestId('batch')).toHaveCount(2);
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  await batch.getByTestId('cell').hover();
  // It has its second pass already.
  await expect(batch.getByRole('button', { name: '大きく仕上げる' })).toHaveCount(0);
  await batch.getByRole('button', { name: '作品で開く' }).first().click();
  const panel = page.getByRole('complementary', { name: 'この絵のつくり方' });
  await expect(panel).toContainText('384 × 384');
  await expect(panel).toContainText('256 × 256 · 0.3');
  await panel.getByRole('button', { name: /もとの絵/ }).click();
  await expect(panel).toContainText('256 × 256');
  await expect(panel).not.toContainText('384 × 384');

  await page.keyboard.press('l');
  await expect(group).toContainText('512 × 512');
  await group.getByRole('button', { name: 'やめる' }).click();
  await expect(group).toHaveCount(0);
});
