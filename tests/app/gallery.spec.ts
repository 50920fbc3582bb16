import type { Locator, Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, pictureCount, servePictures, speckledPicture, test } from './seeded-studio.ts';

const grid = (page: Page) => page.getByRole('listbox', { name: '作品の一覧' });
const pictures = (page: Page) => grid(page).getByRole('option');
const chosen = (page: Page) => pictures(page).and(page.locator('[aria-selected=true]'));
const search = (page: Page) => page.getByRole('textbox', { name: '作品を検索' });
const count = (page: Page) =>
  page.getByRole('heading', { name: '作品' }).locator('xpath=../div[1]');
const seedOf = async (option: Locator) =>
  /シード (\d+)/.exec((await option.getAttribute('aria-label')) ?? '')?.[1];

/** From now on every text of the element, without repetitions. */
async function keepTexts(element: Locator): Promise<() => Promise<string[]>> {
  const kept = await element.evaluateHandle((node) => {
    const texts = [node.textContent ?? ''];
    new MutationObserver(() => {
      const text = node.textContent ?? '';
      if (text !== texts.at(-1)) texts.push(text);
    }).observe(node, { childList: true, characterData: true, subtree: true });
    return texts;
  });
  return () => kept.jsonValue();
}

test.beforeEach(async ({ page }) => {
  const speckles = await speckledPicture(1);
  await servePictures(page, () => speckles);
  await page.evaluate(() => {
    window.location.hash = '/gallery';
  });
  await expect(pictures(page).first()).toHaveAccessibleName(
    '富士山 5000、日本語モデル、シード 5000',
    { timeout: 60_000 },
  );
});

test('of thousands of pictures only those in sight are there, down to the last', async ({
  page,
}) => {
  await expect(count(page)).toHaveText('5,009枚');
  expect(pictureCount).toBe(5009);
  expect(await pictures(page).count()).toBeLessThan(120);
  await grid(page).focus();
  await page.keyboard.press('End');
  await expect(pictures(page).last()).toHaveAttribute('aria-posinset', '5009');
  await expect(pictures(page).last()).not.toHaveAccessibleName('読み込み中の絵');
  expect(await pictures(page).count()).toBeLessThan(120);
  await page.keyboard.press('Home');
  await expect(pictures(page).first()).toHaveAttribute('aria-posinset', '1');
});

test('Ctrl+A chooses all pictures wherever the keys are, and in a text the text', async ({
  page,
}) => {
  const all = page.getByRole('toolbar', { name: '選んだ絵' });
  await search(page).fill('富士山');
  await search(page).press('Control+a');
  await expect(all).toHaveCount(0);
  await search(page).fill('');
  await expect(count(page)).toHaveText('5,009枚');
  await page.getByRole('heading', { name: '作品' }).click();
  await page.keyboard.press('Control+a');
  await expect(all).toContainText('5,009');
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(all).toHaveCount(0);

  // Where there is nothing to choose, not every label of the page is.
  await page.keyboard.press('Alt+4');
  await expect(page.getByRole('heading', { name: '履歴', exact: true })).toBeVisible();
  await page.keyboard.press('Control+a');
  expect(await page.evaluate(() => window.getSelection()?.toString() ?? '')).toBe('');
  // Who comes to the pictures by a key goes on by keys.
  await page.keyboard.press('Alt+3');
  await expect(grid(page)).toBeFocused();
});

test('in a narrow window the buttons of a selection do not push the pictures down', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  const first = pictures(page).first();
  const before = await first.boundingBox();
  await first.click();
  await expect(page.getByRole('toolbar', { name: '選んだ絵' })).toBeVisible();
  expect(await first.boundingBox()).toEqual(before);
});

test('search is the studio’s, waits for the end of a conversion, and can be taken back', async ({
  page,
}) => {
  await page.clock.install();
  const shown = await keepTexts(count(page));
  await search(page).focus();
  const client = await page.context().newCDPSession(page);
  // Nothing is called so: had it been asked for, nothing would have been shown.
  const open = { text: 'さらぬ', selectionStart: 3, selectionEnd: 3 };
  await client.send('Input.imeSetComposition', open);
  await expect(search(page)).toHaveValue('さらぬ');
  await page.clock.runFor(10_000);
  await client.send('Input.insertText', { text: 'サラリーマン' });
  await expect(count(page)).toHaveText('5,009枚のうち5枚');
  expect(await shown()).toEqual(['5,009枚', '5,009枚のうち5枚']);
  await page.getByRole('button', { name: '英語', exact: true }).click();
  await expect(page.getByRole('heading', { name: '見つかりませんでした' })).toBeVisible();
  await page.getByRole('button', { name: '絞り込みを外す' }).click();
  await expect(count(page)).toHaveText('5,009枚');
  await expect(search(page)).toHaveValue('');
  await search(page).fill('18446744073709551615');
  await expect(pictures(page)).toHaveCount(2);
});

test('click, Ctrl, Shift and keys choose; Escape lets go', async ({ page }) => {
  await pictures(page).nth(1).click();
  await pictures(page)
    .nth(4)
    .click({ modifiers: ['Shift'] });
  await expect(chosen(page)).toHaveCount(4);
  await pictures(page)
    .nth(2)
    .click({ modifiers: ['ControlOrMeta'] });
  await expect(chosen(page)).toHaveCount(3);
  await expect(page.getByText('3枚を選択中')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(chosen(page)).toHaveCount(1);
  expect(await seedOf(chosen(page))).toBe('4997');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(chosen(page)).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+a');
  await expect(page.getByText('5,009枚を選択中')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chosen(page)).toHaveCount(0);
});

test('Enter opens the viewer with the recipe, arrows lead on, Escape returns to the same picture', async ({
  page,
}) => {
  await grid(page).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const viewer = page.getByTestId('viewer');
  await expect(viewer.getByTestId('seed')).toHaveText('4999');
  await expect(viewer.getByRole('img', { name: '富士山 4999' })).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'ごみ箱へ' })).toBeInViewport({ ratio: 1 });
  for (const value of ['128 × 128', 'DPM++ 2M', 'CPU · float32', '000000000000']) {
    await expect(viewer.getByText(value, { exact: true })).toBeVisible();
  }
  await page.keyboard.press('ArrowRight');
  await expect(viewer.getByTestId('seed')).toHaveText('4998');
  expect(page.url()).toMatch(/#\/gallery\/\w+$/);
  await page.keyboard.press('z');
  await expect(viewer.getByTestId('zoom')).toHaveText('100%');
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await expect(grid(page)).toBeFocused();
  expect(await seedOf(chosen(page))).toBe('4998');
});

test('a picture’s recipe goes back to Create, its pair to Compare', async ({ page }) => {
  await search(page).fill('サラリーマン');
  await expect(pictures(page)).toHaveCount(5);
  await pictures(page).first().dblclick();
  const viewer = page.getByTestId('viewer');
  const seed = await viewer.getByTestId('seed').innerText();
  await page.keyboard.press('c');
  await expect(page).toHaveURL(new RegExp(`#/compare/\\w+\\?seed=${seed}$`));
  await page.goBack();
  await viewer.getByRole('button', { name: '制作で使う' }).click();
  await expect(page.getByLabel('プロンプト', { exact: true })).toHaveValue('サラリーマン 油絵');
});

test('a picture is dragged out and downloaded as its file', async ({ page }) => {
  const dragged = await pictures(page)
    .nth(2)
    .evaluate((cell) => {
      const dataTransfer = new DataTransfer();
      cell.dispatchEvent(new DragEvent('dragstart', { bubbles: true, dataTransfer }));
      return dataTransfer.getData('DownloadURL');
    });
  expect(dragged).toMatch(
    /^image\/png:00000004998\.png:http:\/\/127\.0\.0\.1:\d+\/images\/00000004998\.png$/,
  );
  await pictures(page).nth(2).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'ダウンロード' }).click();
  expect((await download).url()).toContain('/images/00000004998.png?download');
});

test('axe finds nothing serious in the grid, with a selection, and in the viewer', async ({
  page,
}) => {
  test.slow();
  await checkAccessibility(page);
  await pictures(page).nth(1).click();
  await checkAccessibility(page);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('viewer').getByTestId('seed')).toBeVisible();
  await checkAccessibility(page);
});
