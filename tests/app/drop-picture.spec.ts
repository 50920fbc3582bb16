import type { Page } from '@playwright/test';
import { exifOf, jpegWith, pngWith, unicodeComment } from '../helpers/foreign-pictures.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'drop-picture', locale: 'en-US' });

/** Drops a file onto the middle of the page, as a file manager does. */
async function drop(
  page: Page,
  file: { name: string; type: string; bytes: Uint8Array },
): Promise<void> {
  const data = { ...file, bytes: [...file.bytes] };
  await page.evaluate(({ name, type, bytes }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
    const target = document.getElementById('room');
    const fields = { dataTransfer, bubbles: true, cancelable: true };
    target?.dispatchEvent(new DragEvent('dragover', fields));
    target?.dispatchEvent(new DragEvent('drop', fields));
  }, data);
}

/** Holds files of these types over the middle of the page, or takes them away from the window again. */
async function hold(page: Page, types: readonly string[] | null): Promise<void> {
  await page.evaluate((held) => {
    const dataTransfer = new DataTransfer();
    for (const type of held ?? []) dataTransfer.items.add(new File(['x'], 'x', { type }));
    const fields = { dataTransfer, bubbles: true, cancelable: true };
    const kind = held === null ? 'dragleave' : 'dragover';
    document.getElementById('room')?.dispatchEvent(new DragEvent(kind, fields));
  }, types);
}

test('what is held over the window is told what a drop would do; what is no picture is led to Models', async ({
  page,
}) => {
  const veil = page.getByTestId('drop-veil');
  await expect(page.getByRole('link', { name: 'History' })).toBeVisible();
  await hold(page, ['image/png']);
  await expect(veil).toHaveText('Drop a picture to read how it was made');
  await checkAccessibility(page);
  await hold(page, null);
  await expect(veil).toHaveCount(0);
  await hold(page, ['']);
  await expect(veil).toContainText('not taken here');
  await drop(page, { name: 'ink.safetensors', type: '', bytes: Buffer.from('x') });
  await expect(veil).toHaveCount(0);
  await page.evaluate(() => (location.hash = '#/gallery'));
  await expect(page.getByRole('heading', { name: 'Gallery' })).toBeVisible();
  await hold(page, ['image/png', 'image/png']);
  await expect(veil).toHaveText('Drop to import into the gallery');
  await hold(page, null);
  await page.getByRole('button', { name: 'Open Models' }).click();
  await expect(page).toHaveURL(/#\/models/);
});

test('a picture of another program dropped in any room offers its prompt and seed', async ({
  page,
}) => {
  const text =
    '夜の城 <lora:墨絵:0.8>\nSteps: 12, Sampler: Unheard of, Seed: 77, Size: 100x128, CFG scale: 5, Model: somewhere';
  const exif = exifOf([{ tag: 0x9286, data: unicodeComment(text) }]);
  await page.evaluate(() => (location.hash = '#/history'));
  await drop(page, { name: '城.jpg', type: 'image/jpeg', bytes: await jpegWith(exif) });
  const notice = page.getByRole('listitem').filter({ hasText: '城.jpg' });
  await expect(notice).toContainText('model “somewhere”, LoRA “墨絵”, sampler “Unheard of”');
  await expect(notice).toContainText('size 100 × 128');
  // Its time stands still while it is pointed at.
  await notice.hover();
  await checkAccessibility(page);
  await page.getByRole('button', { name: 'Use its prompt and seed' }).click();
  await expect(page).toHaveURL(/#\/create/);
  await expect(page.getByRole('textbox').first()).toHaveValue('夜の城');
});

test('one that says nothing, and one that cannot be read, are answered and change nothing', async ({
  page,
}) => {
  await drop(page, { name: 'silent.png', type: 'image/png', bytes: await pngWith({}) });
  await expect(page.getByText(/silent\.png/).first()).toBeVisible();
  await drop(page, { name: 'bad.png', type: 'image/png', bytes: Buffer.from('no picture') });
  await expect(page.getByText(/could not be read as a picture/).first()).toBeVisible();
});
