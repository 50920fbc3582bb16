import type { Page } from '@playwright/test';
import { expect } from './seeded-studio.ts';
import { settlePictures } from './settle-pictures.ts';

export const stage = (page: Page) => page.getByTestId('stage');
export const zoom = (page: Page) => page.getByTestId('zoom');
export const seedShown = (page: Page) => page.getByTestId('seed');

/** Goes to Compare, or to one comparison: `/id?seed=7`. */
export async function enterCompare(page: Page, address = ''): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `/compare${address}`);
  // The room's own script, the list and the pictures: a busy machine takes its time.
  await expect(stage(page).first()).toBeVisible({ timeout: 60_000 });
  await settlePictures(page, 'stage');
}
