import { checkAccessibility } from './check-accessibility.ts';
import { enterCompare, seedShown, stage } from './compare-stage.ts';
import { expect, pair, servePictures, speckledPicture, test, trio } from './seeded-studio.ts';

test('blinking shows one, then the other; Space flips by hand and stops it', async ({ page }) => {
  const speckles = await speckledPicture(7);
  await servePictures(page, () => speckles);
  await enterCompare(page);
  await page.keyboard.press('4');
  const upper = page.getByTestId('upper');
  await expect(upper).toHaveCSS('visibility', 'visible');
  await expect(upper).toHaveCSS('visibility', 'hidden');
  await page.keyboard.press('Space');
  const stopped = await upper.evaluate((element) => getComputedStyle(element).visibility);
  await expect(page.getByRole('button', { name: '自動で点滅' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(upper).not.toHaveCSS('visibility', stopped);
});

test('nothing blinks by itself for those who asked for less motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const speckles = await speckledPicture(8);
  await servePictures(page, () => speckles);
  await enterCompare(page);
  await page.keyboard.press('4');
  await expect(page.getByRole('button', { name: '自動で点滅' })).toBeVisible();
  await expect(page.getByTestId('upper')).toHaveCSS('visibility', 'hidden');
  await page.keyboard.press('Space');
  await expect(page.getByTestId('upper')).toHaveCSS('visibility', 'visible');
});

test('arrows go from pair to pair, the address follows, and an address opens its pair', async ({
  page,
}) => {
  const speckles = await speckledPicture(9);
  await servePictures(page, () => speckles);
  await enterCompare(page, `/${pair.id}?seed=7`);
  await expect(seedShown(page)).toHaveText('7');
  await expect(page.getByText('同じノイズ')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(seedShown(page)).toHaveText('8');
  await page.keyboard.press('ArrowDown');
  await expect(seedShown(page)).toHaveText('42');
  expect(page.url()).toContain(`#/compare/${trio.id}?seed=42`);
  await page.keyboard.press('ArrowDown');
  await expect(seedShown(page)).toHaveText('42');
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowLeft');
  await expect(seedShown(page)).toHaveText('18446744073709551615');
  await page.getByRole('option', { name: /シード 8$/ }).click();
  await expect(seedShown(page)).toHaveText('8');
  // What is looked for is all that arrows then go through.
  const search = page.getByRole('textbox', { name: '組を言葉やシードで探す' });
  await search.fill('42');
  await expect(page.getByRole('option')).toHaveCount(1);
  await expect(seedShown(page)).toHaveText('8');
  await page.getByRole('button', { name: '次の組' }).click();
  await expect(seedShown(page)).toHaveText('42');
  await search.fill('そんな言葉はない');
  await expect(page.getByText('見つかりませんでした')).toBeVisible();
  await expect(seedShown(page)).toHaveText('42');
});

test('three arms stand side by side, and any two of them lie over each other', async ({ page }) => {
  const speckles = await speckledPicture(10);
  await servePictures(page, () => speckles);
  await enterCompare(page, `/${trio.id}`);
  await expect(stage(page)).toHaveCount(3);
  await page.keyboard.press('3');
  await expect(stage(page)).toHaveCount(1);
  const first = page.getByRole('radiogroup', { name: '1枚目' });
  const second = page.getByRole('radiogroup', { name: '2枚目' });
  const on = { checked: true } as const;
  await expect(
    first.getByRole('radio', { name: '日本語モデル', exact: true, ...on }),
  ).toBeVisible();
  await expect(second.getByRole('radio', { name: '英語モデル', exact: true, ...on })).toBeVisible();
  await second.getByRole('radio', { name: '日本語モデル・第1段階' }).click();
  await expect(page.getByTestId('upper').getByRole('img')).toHaveAccessibleName(/第1段階/);
  await page.getByRole('button', { name: '入れ替える' }).click();
  await expect(page.getByTestId('upper').getByRole('img')).toHaveAccessibleName(
    '日本語モデル、シード 42',
  );
});

test('side by side shows two of three arms, All shows every one of them', async ({ page }) => {
  const speckles = await speckledPicture(16);
  await servePictures(page, () => speckles);
  await enterCompare(page, `/${trio.id}`);
  await page.keyboard.press('1');
  await expect(stage(page)).toHaveCount(2);
  await page.keyboard.press('7');
  await expect(stage(page)).toHaveCount(3);
});

test('the details say what differs and how each tokenizer reads its prompt', async ({ page }) => {
  const speckles = await speckledPicture(11);
  await servePictures(page, () => speckles);
  await enterCompare(page);
  const details = page.getByRole('complementary', { name: 'この組の詳細' });
  await expect(details.getByText('5 / 76 字句')).toBeVisible();
  await expect(details.getByRole('listitem').filter({ hasText: /^サラリーマン$/ })).toBeVisible();
  await expect(details.getByTestId('differs')).toHaveCount(1);
  await expect(details.getByTestId('differs')).toContainText('モデル');
  await details.getByRole('button', { name: '制作で開く' }).click();
  await expect(page.getByLabel('プロンプト', { exact: true })).toHaveValue('サラリーマン 油絵');
  await expect(page.getByLabel('英語モデルに渡すプロンプト')).toHaveValue(
    'oil painting of a businessman',
  );
});

test('an unknown comparison says so, and the list stays usable', async ({ page }) => {
  const speckles = await speckledPicture(12);
  await servePictures(page, () => speckles);
  await page.evaluate(() => {
    window.location.hash = '/compare/nowhere';
  });
  await expect(page.getByRole('alert')).toContainText('その比較は見つかりません');
  await page.getByRole('option').first().click();
  await expect(stage(page)).toHaveCount(2);
});

test('axe finds nothing serious in any mode', async ({ page }) => {
  test.slow();
  const speckles = await speckledPicture(13);
  await servePictures(page, () => speckles);
  await enterCompare(page);
  await expect(page.getByText('同じノイズ')).toBeVisible();
  for (const mode of ['1', '2', '3', '4', '5', '6', '7']) {
    await page.keyboard.press(mode);
    await checkAccessibility(page);
  }
});
