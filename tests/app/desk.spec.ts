import { checkAccessibility } from './check-accessibility.ts';
import { cells, expectDone, generate, prompt, setNumber } from './desk.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'desk' });

test('words that are pressed go to the caret, and Ctrl+Z takes them back', async ({ page }) => {
  const caretAt = (start: number, end: number) =>
    prompt(page).evaluate(
      (box, range) => (box as HTMLTextAreaElement).setSelectionRange(...range),
      [start, end] as const,
    );
  await prompt(page).fill('');
  await prompt(page).pressSequentially('猫、犬');
  await page.getByText('デモモデルの知っている言葉').click();
  await caretAt(1, 1);
  await page.getByRole('button', { name: '水彩画', exact: true }).click();
  await expect(prompt(page)).toHaveValue('猫 水彩画、犬');
  await expect(prompt(page)).toBeFocused();
  await page.keyboard.type('だ');
  await expect(prompt(page)).toHaveValue('猫 水彩画だ、犬');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).toHaveValue('猫、犬');

  await caretAt(2, 3);
  await page.getByText('ワイルドカード', { exact: true }).click();
  const wildcard = page.getByRole('button', { name: /^季節/ });
  // Whoever presses by key stays in the list.
  await wildcard.press('Enter');
  await expect(prompt(page)).toHaveValue('猫、__季節__');
  await expect(wildcard).toBeFocused();
  await prompt(page).press('Control+z');
  await expect(prompt(page)).toHaveValue('猫、犬');
});

test('whoever comes back finds the batches on the desk, clears it, and opens what was made last', async ({
  page,
}) => {
  await setNumber(page, 'ステップ数', '2');
  await prompt(page).fill('招き猫');
  await generate(page).click();
  const batch = page.getByTestId('batch');
  await expectDone(batch.first());
  await page.reload();
  await expect(batch).toHaveCount(1);
  await expect(batch).toContainText('招き猫');
  await expect(cells(page).locator('img[src*="/images/"]')).toHaveCount(2);
  const clear = page.getByRole('button', { name: '表示を片付ける' });
  await clear.click();
  await expect(batch).toHaveCount(0);
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(batch).toHaveCount(1);
  await clear.click();
  await page.reload();
  const recent = page.getByRole('region', { name: '最近の絵' });
  await expect(recent.getByRole('link').first()).toHaveAccessibleName(/招き猫/);
  // The story of the first visit has made room for them.
  await expect(page.getByText('「サラリーマン 油絵」を、三つのモデルで')).toHaveCount(0);
  await checkAccessibility(page);
  await recent.getByRole('link').first().click();
  await expect(page).toHaveURL(/#\/gallery\/[^/]+$/);
});

test('two windows have two desks, and a new one begins with what was written last', async ({
  page,
  context,
  studio,
}) => {
  await prompt(page).fill('一つめの窓の猫');
  const second = await context.newPage();
  await second.goto(studio.url);
  await expect(prompt(second)).toHaveValue('一つめの窓の猫');
  await prompt(second).fill('二つめの窓の犬');
  await page.reload();
  await expect(prompt(page)).toHaveValue('一つめの窓の猫');
  await second.reload();
  await expect(prompt(second)).toHaveValue('二つめの窓の犬');
  await second.close();
  const third = await context.newPage();
  await third.goto(studio.url);
  await expect(prompt(third)).toHaveValue('二つめの窓の犬');
  await third.close();
});

test('a prompt that is too long is refused beside its field, and only there', async ({ page }) => {
  await prompt(page).fill('猫'.repeat(8001));
  await generate(page).click();
  await expect(page.getByRole('alert')).toHaveText(/プロンプトが長すぎます。8,000文字以内/);
  await expect(prompt(page)).toBeFocused();
  await expect(page.getByText('入力の一部が正しくありません')).toHaveCount(0);
  await prompt(page).fill('');
});
