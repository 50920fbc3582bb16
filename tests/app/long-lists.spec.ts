import type { Page } from '@playwright/test';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { createId } from '../../electron/database/create-id.ts';
import { insertComparison } from './seeded-studio.ts';
import { expect, keepSeededStudio, test as base } from './studio.fixture.ts';
import type { RunningStudio } from './studio.fixture.ts';

const length = 300;
/** Far fewer than there are, far more than a window shows. */
const fewRows = 60;
/** More pairs than come at once, twice. */
const pairs = 450;
const settings = printSettingsSchema.parse({ width: 128, height: 128, guidance: 4 });

/** A studio with so many prompts in its history, as many jobs in its paused queue, and more pairs. */
const test = base.extend<object, { studio: RunningStudio }>({
  studio: [
    // Playwright reads this pattern to learn which fixtures are needed: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await keepSeededStudio((tables, database) => {
        for (let number = 1; number <= length; number++) {
          const at = new Date(Date.UTC(2026, 0, 1, number));
          const prompt = `富士山 ${number}`;
          const arm = {
            kind: 'ja',
            modelId: 'demo-ja-stage2',
            prompt,
            negativePrompt: '',
          } as const;
          const seed = String(number);
          const printed = { id: createId(at), arms: [arm], settings, seed, count: 1 };
          const promptId = tables.prompts.use({ ...printed, at: at.toISOString() });
          const job = {
            id: createId(at),
            comparisonId: null,
            arms: [arm],
            seeds: [seed],
            settings,
            createdAt: at.toISOString(),
            status: 'queued' as const,
          };
          tables.jobs.insert(job, promptId, 'foreground');
        }
        for (let number = 1; number <= pairs; number++) {
          const id = createId(new Date(Date.UTC(2026, 1, 1, number)));
          const words = number === 1 ? '天守閣' : 'お城';
          insertComparison(tables, { id, seeds: [`9${number}`] }, ['ja', 'en'], words);
        }
        database.prepare('UPDATE queue SET paused = 1').run();
      }, use);
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

const rows = (page: Page) => page.getByTestId('prompt-row');
const recalls = (page: Page) => page.getByRole('button', { name: 'すべて呼び戻す' });
const panelOf = (page: Page) => page.getByRole('dialog', { name: '生成中と待機中' });
const jobs = (page: Page) => panelOf(page).locator('[data-job]');
const row = (page: Page, number: number) =>
  panelOf(page).getByRole('group', { name: new RegExp(`^富士山 ${number}、`) });

test('of a long history only the rows near what is in sight are filled; the others keep their words', async ({
  page,
}) => {
  await page.getByRole('link', { name: '履歴' }).click();
  await expect(rows(page)).toHaveCount(100);
  await expect(rows(page).first().getByRole('button', { name: 'すべて呼び戻す' })).toBeVisible();
  expect(await recalls(page).count()).toBeLessThan(fewRows);
  const far = rows(page).nth(80);
  await expect(far.getByRole('button')).toHaveCount(0);
  await expect(far).toHaveText('富士山 220');
  await far.scrollIntoViewIfNeeded();
  await expect(far.getByRole('button', { name: 'すべて呼び戻す' })).toBeVisible();
  await expect(rows(page).first().getByRole('button')).toHaveCount(0);
  await rows(page).last().scrollIntoViewIfNeeded();
  await expect(rows(page)).toHaveCount(200);
  await far.scrollIntoViewIfNeeded();
  await far.getByRole('button', { name: 'すべて呼び戻す' }).click();
  await expect(page.getByLabel('プロンプト', { exact: true })).toHaveValue('富士山 220');
});

test('of a long queue only the rows in sight are there, and the keys go through all of it', async ({
  page,
}) => {
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  await expect(row(page, 1)).toBeVisible();
  expect(await jobs(page).count()).toBeLessThan(fewRows);
  await expect(panelOf(page).locator('li').first()).toHaveAttribute('aria-setsize', String(length));

  await row(page, 1).focus();
  const steps = 20;
  for (let step = 1; step <= steps; step++) {
    await page.keyboard.press('ArrowDown');
    await expect(row(page, 1 + step)).toBeFocused();
  }
  await expect(row(page, 1 + steps)).toBeInViewport();

  // The row that the keys are at outlives the wheel.
  await panelOf(page).hover();
  await page.mouse.wheel(0, 100_000);
  await expect(row(page, length)).toBeInViewport();
  await expect(row(page, 1 + steps)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(row(page, steps)).toBeFocused();
  await expect(row(page, steps)).toBeInViewport();

  // Carried by its grip to the very end, it is there with the keys still on it.
  const grip = row(page, steps).getByRole('button', { name: /ドラッグで並べ替え/ });
  await grip.focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await expect(grip).toBeFocused();
  await expect(row(page, steps).locator('xpath=..')).toHaveAttribute(
    'aria-posinset',
    String(length),
  );
});

test('pairs come as the list is gone through, and the oldest is found at once by its words or its seed', async ({
  page,
}) => {
  await page.getByRole('link', { name: '比較' }).click();
  const list = page.getByRole('listbox');
  const search = page.getByRole('textbox', { name: '組を言葉やシードで探す' });
  await expect(page.getByText('200+', { exact: true })).toBeVisible();
  for (const words of ['天守', '閣', 'てんしゅ 天', '91']) {
    await search.fill(words);
    if (words === 'てんしゅ 天') await expect(page.getByText('見つかりませんでした')).toBeVisible();
    else await expect(list.getByRole('option', { name: /天守閣/ })).toHaveCount(1);
  }
  await search.fill('');
  await expect(page.getByText('200+', { exact: true })).toBeVisible();
  for (const count of ['400+', String(pairs)]) {
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(page.getByText(count, { exact: true })).toBeVisible();
  }
  await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  const oldest = list.getByRole('option', { name: /天守閣/ });
  await expect(oldest).toHaveAttribute('aria-setsize', String(pairs));
});
