import type { Page } from '@playwright/test';
import { expect, test } from './studio.fixture.ts';

/** What an input method does, as far as a page can see it: a composition held open by the browser itself. */
async function openConversion(page: Page) {
  const session = await page.context().newCDPSession(page);
  return {
    compose: (text: string) =>
      session.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      }),
    commit: (text: string) => session.send('Input.insertText', { text }),
  };
}

/** A key press as browsers report it while a conversion is open (`isComposing`) or is just being closed (229). */
async function pressDuringConversion(
  page: Page,
  key: string,
  marks: { isComposing: boolean; keyCode: number; ctrlKey?: boolean; altKey?: boolean },
): Promise<void> {
  await page.evaluate(
    ({ key: pressed, marks: init }) => {
      const code = /^\d$/.test(pressed) ? `Digit${pressed}` : pressed;
      const event = new KeyboardEvent('keydown', {
        key: pressed,
        code,
        bubbles: true,
        cancelable: true,
        ...init,
      });
      document.activeElement?.dispatchEvent(event);
    },
    { key, marks },
  );
}

const during = [
  { isComposing: true, keyCode: 13 },
  { isComposing: true, keyCode: 229 },
  { isComposing: false, keyCode: 229 },
];

// What other files print would be followed here, where nothing may be printed.
test.use({ studioName: 'ime' });

test('no key of a conversion generates; the same keys afterwards do', async ({ page }) => {
  const prompt = page.getByLabel('プロンプト', { exact: true });
  await prompt.click();
  const { compose, commit } = await openConversion(page);

  await compose('さらりーまん');
  await expect(prompt).toHaveValue('さらりーまん');
  for (const marks of during) {
    await pressDuringConversion(page, 'Enter', { ...marks, ctrlKey: true });
    await pressDuringConversion(page, 'Enter', marks);
  }
  await compose('サラリーマン');
  for (const marks of during) {
    await pressDuringConversion(page, 'Enter', { ...marks, ctrlKey: true });
  }
  await commit('サラリーマン');
  await expect(prompt).toHaveValue('サラリーマン');
  // Whatever a key had set off would be on the screen before the meter has counted the new text.
  await expect(page.getByTestId('token-count-sentencepiece')).toHaveText(/^[1-9]/);
  await expect(page.getByTestId('batch')).toHaveCount(0);
  await expect(page.getByText('プロンプトが空です。')).toHaveCount(0);

  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('batch')).toHaveCount(1);
  await expect(prompt).toHaveValue('サラリーマン');
  // The next page would follow a batch that still prints.
  await expect(page.getByTestId('batch')).toHaveAttribute('data-status', 'done', {
    timeout: 60_000,
  });
});

test('a conversion changes no room and opens no list', async ({ page }) => {
  await page.getByLabel('プロンプト', { exact: true }).click();
  const { compose } = await openConversion(page);
  await compose('ねこ');
  for (const marks of during) {
    await pressDuringConversion(page, '5', { ...marks, altKey: true });
    await pressDuringConversion(page, '?', marks);
  }
  await expect(page.getByRole('link', { name: '制作' })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByLabel('プロンプト', { exact: true })).toHaveValue('ねこ');
});

test('Ctrl and an arrow weigh the words at the caret, never those of a conversion, and can be undone', async ({
  page,
}) => {
  const prompt = page.getByLabel('プロンプト', { exact: true });
  await prompt.fill('');
  await prompt.click();
  const { compose, commit } = await openConversion(page);
  await compose('ねこ');
  for (const marks of during) {
    await pressDuringConversion(page, 'ArrowUp', { ...marks, ctrlKey: true });
  }
  await expect(prompt).toHaveValue('ねこ');
  await commit('猫');
  await page.keyboard.press('Control+ArrowUp');
  await page.keyboard.press('Control+ArrowUp');
  await expect(prompt).toHaveValue('(猫:1.2)');
  await page.keyboard.press('Control+z');
  await expect(prompt).toHaveValue('(猫:1.1)');
  await page.keyboard.press('Control+ArrowDown');
  await expect(prompt).toHaveValue('猫');
});

test('Enter writes a new line and generates nothing', async ({ page }) => {
  const prompt = page.getByLabel('プロンプト', { exact: true });
  await prompt.fill('猫');
  await prompt.press('Enter');
  await prompt.pressSequentially('犬');
  await expect(prompt).toHaveValue('猫\n犬');
  await expect(page.getByTestId('batch')).toHaveCount(0);
});

test('the Enter that ends a conversion imports no model', async ({ page }) => {
  await page.getByRole('link', { name: 'モデル' }).click();
  const path = page.getByLabel('フォルダーかファイルの場所');
  await path.click();
  const { compose, commit } = await openConversion(page);
  await compose('もでる');
  for (const marks of during) await pressDuringConversion(page, 'Enter', marks);
  await commit('モデル');
  await expect(path).toHaveValue('モデル');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await path.press('Enter');
  await expect(page.getByRole('alert')).toContainText('モデルを読めませんでした');
});

test('the Escape that takes back a conversion keeps the search', async ({ page }) => {
  await page.getByRole('link', { name: '履歴' }).click();
  const search = page.getByLabel('プロンプトを探す');
  await search.fill('富士');
  for (const marks of during) await pressDuringConversion(page, 'Escape', marks);
  await expect(search).toHaveValue('富士');
  await search.press('Escape');
  await expect(search).toHaveValue('');
});
