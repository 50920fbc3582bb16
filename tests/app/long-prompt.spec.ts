import { insertComparison, servePictures, speckledPicture } from './seeded-studio.ts';
import { expect, keepSeededStudio, test as base } from './studio.fixture.ts';
import type { RunningStudio } from './studio.fixture.ts';

/** Two thousand characters in which no line can end of itself. */
const words = 'あ'.repeat(2000);

/** A studio with one pair, whose prompts are as long as prompts can be. */
const test = base.extend<object, { studio: RunningStudio }>({
  studio: [
    // Playwright reads this pattern to learn which fixtures are needed: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const pair = { id: '0000000000pair', seeds: ['7'] };
      await keepSeededStudio((tables) => insertComparison(tables, pair, ['ja', 'en'], words), use);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('a prompt of two thousand characters leaves the pictures of a blind trial their room', async ({
  page,
  studio,
}) => {
  const picture = await speckledPicture(1);
  await servePictures(page, () => picture);
  await page.goto(`${studio.url}#/compare/blind`);
  const prompt = page.getByTestId('prompt');
  await expect(prompt).toHaveText(words);
  await expect(page.getByRole('button', { name: '左がよい' }).last()).toBeInViewport();
  await page.getByRole('button', { name: 'すべて表示' }).click();
  await expect(page.getByRole('button', { name: '左がよい' }).last()).toBeInViewport();
});

test('in the details of a pair such a prompt shows its first lines, and all of them on demand', async ({
  page,
  studio,
}) => {
  const picture = await speckledPicture(1);
  await servePictures(page, () => picture);
  await page.goto(`${studio.url}#/compare`);
  const details = page.getByRole('complementary');
  const first = details.getByText(words).first();
  await expect(first).toBeVisible();
  const height = async () => (await first.boundingBox())?.height ?? 0;
  const closed = await height();
  expect(closed).toBeLessThan(300);
  await details.getByRole('button', { name: 'すべて表示' }).first().click();
  await expect.poll(height).toBeGreaterThan(1000);
  await details.getByRole('button', { name: '一部だけ表示' }).click();
  await expect.poll(height).toBe(closed);
});
