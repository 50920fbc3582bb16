import type { Page } from '@playwright/test';

/** Waits until every picture inside the elements of `testId` is loaded and, where it is smoothed, drawn. */
export async function settlePictures(page: Page, testId: string): Promise<void> {
  await page.waitForFunction((place) => {
    const images = [...document.querySelectorAll<HTMLImageElement>(`${place} img`)];
    const canvases = [...document.querySelectorAll<HTMLElement>(`${place} canvas`)];
    return (
      images.every((image) => image.complete && image.naturalWidth > 0) &&
      canvases.every((canvas) => canvas.dataset['drawn'] !== undefined)
    );
  }, `[data-testid=${testId}]`);
}
