import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

const patient = { timeout: 60_000 };
const prompt = (page: Page) => page.getByLabel('プロンプト', { exact: true });
const batch = (page: Page) => page.getByTestId('batch').first();
const slot = (page: Page) => page.getByTestId('begin-slot');

async function gradient(width: number, height: number): Promise<Buffer> {
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, k) => (k * 7) % 256);
  return await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

async function chooseFile(page: Page, buffer: Buffer, name = '猫.png'): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    slot(page).getByText('絵から始める').click(),
  ]);
  await chooser.setFiles({ name, mimeType: 'image/png', buffer });
}

/** Only the Japanese model prints, in a few steps: these tests are about where a run begins. */
async function printQuickly(page: Page, words: string): Promise<void> {
  await page.getByRole('radio', { name: '日本語' }).click();
  await page.getByRole('spinbutton', { name: 'ステップ数', exact: true }).fill('4');
  await prompt(page).fill(words);
  await page.keyboard.press('Control+Enter');
  await expect(batch(page)).toHaveAttribute('data-status', 'done', patient);
}

async function lastPicture(page: Page): Promise<{ pixels: Buffer; width: number; height: number }> {
  const src = await batch(page).locator('img[src*="/images/"]').first().getAttribute('src');
  const response = await page.request.get(src ?? '');
  const picture = sharp(await response.body());
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

test('a chosen file sets the size, is begun from, and comes off again', async ({ page }) => {
  await chooseFile(page, await gradient(300, 200));
  await expect(page.getByRole('region', { name: '元の絵' })).toBeVisible();
  const width = Number(await page.getByRole('spinbutton', { name: '幅' }).inputValue());
  const height = Number(await page.getByRole('spinbutton', { name: '高さ' }).inputValue());
  expect(width / height).toBeCloseTo(1.5, 0);
  await checkAccessibility(page);

  await page.getByRole('spinbutton', { name: '変える強さ' }).fill('0.5');
  await printQuickly(page, '富士山 浮世絵');
  const printed = await lastPicture(page);
  expect([printed.width, printed.height]).toEqual([width, height]);

  await slot(page).getByRole('button', { name: '元の絵を外す' }).click();
  await expect(slot(page).getByText('絵から始める')).toBeVisible();
});

test('what is painted over is drawn anew, the rest stays as it is to the pixel', async ({
  page,
}) => {
  const original = await gradient(128, 128);
  await chooseFile(page, original);
  await expect(page.getByRole('region', { name: '元の絵' })).toBeVisible();
  await page.getByRole('spinbutton', { name: '幅' }).fill('128');
  await page.getByRole('spinbutton', { name: '高さ' }).fill('128');
  await slot(page).getByRole('button', { name: '塗り直す所', exact: true }).click();

  const stage = page.getByTestId('mask-stage');
  const box = await stage.boundingBox();
  if (!box) throw new Error('The stage is not on screen.');
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(0.2, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.3, 0.3), { steps: 4 });
  await page.mouse.up();
  await checkAccessibility(page);
  await page.getByRole('button', { name: 'これで決める' }).click();
  await expect(slot(page).getByRole('button', { name: '塗り直す所を変える' })).toBeVisible();

  await page.getByRole('spinbutton', { name: '変える強さ' }).fill('1');
  await printQuickly(page, '猫');
  const { pixels, width, height } = await lastPicture(page);
  expect([width, height]).toEqual([128, 128]);
  const before = await sharp(original).raw().toBuffer();
  const same = (x: number, y: number) => {
    const k = 3 * (128 * y + x);
    return pixels.subarray(k, k + 3).equals(before.subarray(k, k + 3));
  };
  expect(same(100, 100), 'far from the stroke').toBe(true);
  expect(same(10, 120), 'in the other corner').toBe(true);
  expect(same(32, 32), 'in the middle of the stroke').toBe(false);
});

test('a mask is painted, taken back and inverted by the keyboard alone', async ({ page }) => {
  await chooseFile(page, await gradient(128, 128));
  const open = slot(page).getByRole('button', { name: '塗り直す所', exact: true });
  await open.press('Enter');
  const undo = page.getByRole('button', { name: '取り消す' });
  await expect(undo).toBeDisabled();
  await page.getByTestId('mask-stage').focus();
  await page.keyboard.down('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.up('Space');
  await expect(undo).toBeEnabled();
  // One press too many takes nothing away.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(open).toBeFocused();
  await open.press('Enter');
  await expect(undo).toBeEnabled();
  await page.keyboard.press('Control+z');
  await expect(undo).toBeDisabled();
  await page.keyboard.press('i');
  await page.keyboard.press('Control+Enter');
  const change = slot(page).getByRole('button', { name: '塗り直す所を変える' });
  await expect(change).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // What was finished is the mask, and no longer drawn over it.
  await change.press('Enter');
  await expect(undo).toBeDisabled();
});

test('margins widen the run around the picture', async ({ page }) => {
  await chooseFile(page, await gradient(128, 128));
  await expect(page.getByRole('region', { name: '元の絵' })).toBeVisible();
  const width = Number(await page.getByRole('spinbutton', { name: '幅' }).inputValue());
  await slot(page).getByRole('button', { name: '外へ広げる' }).click();
  await slot(page).getByRole('spinbutton', { name: '右' }).fill('64');
  await expect(page.getByRole('spinbutton', { name: '幅' })).toHaveValue(String(width + 64));
  await page.getByRole('spinbutton', { name: '変える強さ' }).fill('1');
  await printQuickly(page, '富士山');
  expect((await lastPicture(page)).width).toBe(width + 64);
});

test('a finished picture is begun from; a file that is no picture is refused in words', async ({
  page,
}) => {
  await printQuickly(page, '桜');
  const cell = batch(page).getByTestId('cell').first();
  await cell.hover();
  await cell.getByRole('button', { name: 'この絵から描く' }).click();
  await expect(page.getByRole('region', { name: '元の絵' })).toBeVisible();
  await slot(page).getByRole('button', { name: '元の絵を外す' }).click();
  await chooseFile(page, Buffer.from('猫ではない'));
  await expect(page.getByText('このファイルは、絵として読めませんでした。').first()).toBeVisible();
  await expect(slot(page).getByText('絵から始める')).toBeVisible();
});

test('a picture that was begun from another brings it back, ready to be painted over', async ({
  page,
}) => {
  await chooseFile(page, await gradient(128, 128));
  await expect(page.getByRole('region', { name: '元の絵' })).toBeVisible();
  await printQuickly(page, '椿');
  await slot(page).getByRole('button', { name: '元の絵を外す' }).click();
  await batch(page).getByRole('button', { name: 'この設定を呼び戻す' }).click();
  await expect(page.getByRole('region', { name: '元の絵' })).toBeVisible();
  await slot(page).getByRole('button', { name: '塗り直す所', exact: true }).click();
  await expect(page.getByTestId('mask-stage')).toBeVisible();
});
