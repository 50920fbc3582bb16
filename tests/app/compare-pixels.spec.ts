import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { enterCompare, seedShown, stage, zoom } from './compare-stage.ts';
import { expect, pair, servePictures, speckledPicture, test } from './seeded-studio.ts';
import { settlePictures } from './settle-pictures.ts';

/** RGB values of a stage as it is on the screen. */
async function pixelsOf(page: Page, place = 0): Promise<Buffer> {
  await settlePictures(page, 'stage');
  const picture = await stage(page).nth(place).screenshot();
  return await sharp(picture).removeAlpha().raw().toBuffer();
}

/** Largest difference of two values of the same place, 0 … 255. */
function largestDifference(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] ?? 0) - (b[i] ?? 0)));
  return largest;
}

/** Takes away what lies over the pictures, which no comparison of pixels should see. */
async function hideMarks(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const mark of document.querySelectorAll('[data-testid=stage] > :not(:has(img))')) {
      (mark as HTMLElement).style.visibility = 'hidden';
    }
  });
}

test('two equal pictures cover each other to the pixel in every mode and at every zoom', async ({
  page,
}) => {
  test.slow();
  const speckles = await speckledPicture(1);
  await servePictures(page, () => speckles);
  await enterCompare(page);
  for (const prepare of [
    async () => page.keyboard.press('0'),
    async () => page.keyboard.press('z'),
    async () => {
      await stage(page)
        .first()
        .hover({ position: { x: 151, y: 87 } });
      await page.mouse.wheel(0, -900);
      await page.mouse.down();
      await page.mouse.move(333, 222);
      await page.mouse.up();
    },
  ]) {
    await page.keyboard.press('1');
    await prepare();
    expect(largestDifference(await pixelsOf(page, 0), await pixelsOf(page, 1))).toBe(0);

    // The view stays from mode to mode.
    await page.keyboard.press('2');
    await hideMarks(page);
    const sliding = await pixelsOf(page);
    await page.keyboard.press('3');
    const overlaid = await pixelsOf(page);
    await page.getByTestId('upper').evaluate((upper) => {
      upper.style.display = 'none';
    });
    const alone = await pixelsOf(page);
    expect(largestDifference(alone, sliding)).toBe(0);
    // Half of a colour and half of the same colour are two roundings where no graphics card blends them: one grey level.
    // A shift by any part of a pixel would be worth tens of them.
    expect(largestDifference(alone, overlaid)).toBeLessThanOrEqual(1);
    await page.getByTestId('upper').evaluate((upper) => {
      upper.style.display = '';
    });
  }
});

test('at 100 % and above, every picture pixel is a square of its own colour', async ({ page }) => {
  const speckles = await speckledPicture(2);
  await servePictures(page, () => speckles);
  await enterCompare(page);
  await page.keyboard.press('z');
  await expect(zoom(page)).toHaveText('100%');
  await page.keyboard.press('z');
  await expect(zoom(page)).toHaveText(/^[2-9]00%$/);
  const factor = Number.parseInt(await zoom(page).innerText(), 10) / 100;
  await settlePictures(page, 'stage');
  const shown = await page.locator('[data-testid=stage] img').first().screenshot();
  const shrunk = await sharp(shown)
    .removeAlpha()
    .resize(128, 128, { kernel: 'nearest' })
    .raw()
    .toBuffer();
  expect((await sharp(shown).metadata()).width).toBe(128 * factor);
  expect(largestDifference(shrunk, await sharp(speckles).removeAlpha().raw().toBuffer())).toBe(0);
});

test('panes zoom and pan as one; 0 shows everything again', async ({ page }) => {
  const pictures = [await speckledPicture(3), await speckledPicture(4)];
  await servePictures(page, (id) => pictures[id.endsWith('-1') ? 1 : 0] ?? Buffer.alloc(0));
  await enterCompare(page);
  const boxes = async () => {
    const all = await page.locator('[data-testid=stage] img').all();
    return await Promise.all(
      all.map(async (image) => {
        const inner = await image.boundingBox();
        const outer = await image.locator('xpath=ancestor::*[@data-testid="stage"]').boundingBox();
        if (!inner || !outer) throw new Error('a picture is not on the screen');
        return { x: inner.x - outer.x, y: inner.y - outer.y, width: inner.width };
      }),
    );
  };
  const [before] = await boxes();
  await stage(page)
    .nth(1)
    .hover({ position: { x: 60, y: 60 } });
  await page.mouse.wheel(0, -1500);
  await expect(zoom(page)).not.toHaveText(/^\d{2,3}%$/);
  const [left, right] = await boxes();
  expect(left).toEqual(right);
  expect(left?.width).toBeGreaterThan((before?.width ?? 0) * 1.5);
  await page.mouse.down();
  await page.mouse.move(1000, 400, { steps: 4 });
  await page.mouse.up();
  const [panned, pannedRight] = await boxes();
  expect(panned).toEqual(pannedRight);
  expect(panned).not.toEqual(left);
  await page.keyboard.press('0');
  expect((await boxes())[0]).toEqual(before);
});

test('the divider slides by pointer and by keys, upright and level', async ({ page }) => {
  const pictures = [await speckledPicture(5), await speckledPicture(6)];
  await servePictures(page, (id) => pictures[id.endsWith('-1') ? 1 : 0] ?? Buffer.alloc(0));
  await enterCompare(page);
  await page.keyboard.press('2');
  const divider = page.getByRole('slider', { name: '境目の位置' });
  await expect(divider).toHaveAttribute('aria-valuenow', '50');
  await divider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuenow', '56');
  await expect(seedShown(page)).toHaveText(pair.seeds[0] ?? '');
  const box = await divider.boundingBox();
  if (!box) throw new Error('no divider');
  await page.mouse.move(box.x + box.width / 2, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x - 100, box.y + 100, { steps: 3 });
  await page.mouse.up();
  expect(Number(await divider.getAttribute('aria-valuenow'))).toBeLessThan(50);
  await page.getByRole('radio', { name: '上下に分ける' }).click();
  await expect(divider).toHaveAttribute('aria-orientation', 'vertical');
  await divider.focus();
  await page.keyboard.press('Home');
  await expect(divider).toHaveAttribute('aria-valuenow', '0');
});

test('the heat map is dark where pictures are equal, and bright where they differ', async ({
  page,
}) => {
  const flat = async (value: number) =>
    await sharp({
      create: {
        width: 128,
        height: 128,
        channels: 3,
        background: { r: value, g: value, b: value },
      },
    })
      .png()
      .toBuffer();
  const [grey, near, far] = [await flat(100), await flat(101), await flat(240)];
  let other = grey;
  await servePictures(page, (id) => (id.endsWith('-1') ? other : grey));
  const middle = async () => {
    await settlePictures(page, 'stage');
    const shot = sharp(await stage(page).screenshot()).removeAlpha();
    const { width, height } = await shot.metadata();
    const spot = { left: Math.floor(width / 2), top: Math.floor(height / 2), width: 1, height: 1 };
    return [...(await shot.extract(spot).raw().toBuffer())];
  };
  await enterCompare(page);
  await page.keyboard.press('5');
  await page.getByRole('slider', { name: '差を強める倍率' }).press('Home');
  const equal = await middle();
  expect(Math.max(...equal)).toBeLessThan(12);
  other = far;
  await page.reload();
  await expect(stage(page).first()).toBeVisible({ timeout: 60_000 });
  const bright = await middle();
  // 140 of 255: between the third and the fourth colour of the ramp.
  expect(bright[0]).toBeGreaterThan(140);
  other = near;
  await page.reload();
  await expect(stage(page).first()).toBeVisible({ timeout: 60_000 });
  const faint = await middle();
  await page.getByRole('slider', { name: '差を強める倍率' }).press('End');
  await expect.poll(async () => (await middle())[0]).toBeGreaterThan((faint[0] ?? 0) + 5);
});

test('the lens shows the other picture around the pointer, and moves with the arrow keys', async ({
  page,
}) => {
  const pictures = [await speckledPicture(14), await speckledPicture(15)];
  await servePictures(page, (id) => pictures[id.endsWith('-1') ? 1 : 0] ?? Buffer.alloc(0));
  await enterCompare(page);
  await page.keyboard.press('6');
  await stage(page).hover({ position: { x: 150, y: 130 } });
  const upper = page.getByTestId('upper');
  await expect(upper).toHaveCSS('clip-path', 'circle(110px at 150px 130px)');
  const lens = page.getByRole('button', { name: /虫めがね/ });
  await lens.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(upper).toHaveCSS('clip-path', 'circle(110px at 158px 170px)');
  await expect(seedShown(page)).toHaveText(pair.seeds[0] ?? '');
  await page.getByRole('radio', { name: '4×' }).click();
  const images = page.locator('[data-testid=stage] img');
  const [below, above] = [await images.nth(0).boundingBox(), await images.nth(1).boundingBox()];
  expect(above?.width).toBe((below?.width ?? 0) * 4);
});
