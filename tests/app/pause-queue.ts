import type { Page } from '@playwright/test';
import { expect } from './studio.fixture.ts';

const prompt = (page: Page) => page.getByRole('textbox', { name: 'プロンプト', exact: true });

/** Whatever is open or has ended gives the queue its button; the queue is paused from there. */
export async function pauseQueue(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '/create';
  });
  await prompt(page).fill('梅');
  await page.keyboard.press('Control+Enter');
  await pauseFromPanel(page);
}

/** The same of a queue in which nothing is left half-way, which would stand on the stage itself. */
export async function pauseIdleQueue(page: Page): Promise<void> {
  await prompt(page).fill('梅');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('batch').first()).toHaveAttribute('data-status', 'done', {
    timeout: 60_000,
  });
  await pauseFromPanel(page);
}

async function pauseFromPanel(page: Page): Promise<void> {
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  const panel = page.getByRole('dialog', { name: '生成中と待機中' });
  await panel.getByRole('button', { name: '一時停止', exact: true }).click();
  await expect(panel.getByRole('button', { name: '再開' })).toBeVisible();
  await page.keyboard.press('Escape');
}
