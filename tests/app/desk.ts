import { expect, type Locator, type Page } from '@playwright/test';

export const prompt = (page: Page) => page.getByLabel('プロンプト', { exact: true });
export const generate = (page: Page) => page.getByRole('button', { name: /^生成/ });
export const cells = (page: Page) => page.getByTestId('batch').first().getByTestId('cell');

/** A machine under load starts its worker late; what is waited for here is the print, not a pace. */
export const patient = { timeout: 60_000 };

export async function expectDone(batch: Locator): Promise<void> {
  await expect(batch).toHaveAttribute('data-status', 'done', patient);
}

/** Fills a field of the composer that holds a number. */
export async function setNumber(page: Page, name: string, value: string): Promise<void> {
  await page.getByRole('spinbutton', { name, exact: true }).fill(value);
}
