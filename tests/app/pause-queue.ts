import type { Page } from '@playwright/test';
import { expect } from './studio.fixture.ts';

/** Whatever is open or has ended gives the queue its button; the queue is paused from there. */
export async function pauseQueue(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '/create';
  });
  await page.getByRole('textbox', { name: 'プロンプト', exact: true }).fill('梅');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  const panel = page.getByRole('dialog', { name: '生成中と待機中' });
  await panel.getByRole('button', { name: '一時停止', exact: true }).click();
  await expect(panel.getByRole('button', { name: '再開' })).toBeVisible();
  await page.keyboard.press('Escape');
}
