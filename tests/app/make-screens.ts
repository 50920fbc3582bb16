import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { findChromium } from './find-chromium.ts';
import { settlePictures } from './settle-pictures.ts';
import { startStudio } from './studio-process.ts';

/**
 * `npm run screens`: writes `docs/images/create.png` and `docs/images/compare.png`, the pictures of the README, from a new
 * studio with the demo models in a real browser. Wants the page built: `npm run build`, or one `npm start`. Run it again
 * after the page or the demo models have changed.
 */
const target = join(import.meta.dirname, '../../docs/images');
const viewport = { width: 1440, height: 900 };
const printLimitMs = 120_000;

async function print(page: Page, prompt: string, seed: number): Promise<void> {
  await page.getByLabel('シード', { exact: true }).fill(String(seed));
  await page.getByRole('spinbutton', { name: 'シードの数', exact: true }).fill('3');
  await page.getByLabel('プロンプト', { exact: true }).fill(prompt);
  await page.keyboard.press('Control+Enter');
  const batch = page.getByTestId('batch').filter({ hasText: prompt }).first();
  await batch.and(page.locator('[data-status=done]')).waitFor({ timeout: printLimitMs });
}

/** Eight bits a pixel: a third of the bytes, and nothing of the page's few colours is lost to the eye. */
async function keep(page: Page, name: string): Promise<void> {
  const file = join(target, `${name}.png`);
  await sharp(await page.screenshot({ animations: 'disabled' }))
    .png({ palette: true, quality: 100, effort: 10 })
    .toFile(file);
  console.log(file);
}

const data = await mkdtemp(join(tmpdir(), 'nishiki-screens-'));
const executablePath = findChromium();
const studio = await startStudio(data);
const browser = await chromium.launch({
  ...(executablePath === null ? {} : { executablePath }),
  // As a window shows it: places that are kept for a scrollbar have one.
  ignoreDefaultArgs: ['--hide-scrollbars'],
});
try {
  const page = await browser.newPage({ viewport, locale: 'ja-JP' });
  await page.goto(studio.url);
  await print(page, 'お城 夕焼け', 11);
  await print(page, 'サラリーマン', 1);
  // The composer from its top, nothing of it written in, and no picture pointed at.
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    for (const element of document.querySelectorAll('*')) element.scrollTop = 0;
  });
  await page.mouse.move(viewport.width - 1, viewport.height / 2);
  await settlePictures(page, 'batch');
  await keep(page, 'create');

  const castle = page.getByTestId('batch').filter({ hasText: 'お城 夕焼け' });
  await castle.getByText('比較で開く').click();
  await page.getByTestId('stage').first().waitFor();
  await page.keyboard.press('2');
  await page.mouse.move(viewport.width - 1, viewport.height / 2);
  await settlePictures(page, 'stage');
  await keep(page, 'compare');
} finally {
  await browser.close();
  await studio.stop();
  await rm(data, { recursive: true, force: true });
}
