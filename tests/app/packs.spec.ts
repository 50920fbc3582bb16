import type { Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { pauseQueue } from './pause-queue.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'packs' });

const small = {
  schema: 1,
  id: 'two-cats',
  version: 1,
  title: { ja: '二匹の猫', en: 'Two cats' },
  about: { ja: '試しの題材集', en: 'A pack to try' },
  seeds: ['42'],
  prompts: [
    { id: 'cat', ja: '猫 油絵', en: 'cat, oil painting', note: { ja: '猫がいる', en: 'a cat' } },
    { id: 'castle', ja: '城', en: 'castle', note: { ja: '城がある', en: 'a castle' } },
  ],
};

async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, address);
}

test('a pack is added, printed, judged blind with keys alone, and told in a report', async ({
  page,
}) => {
  test.slow();
  await go(page, '/compare/packs');
  await expect(page.getByRole('heading', { name: '日本の絵柄' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('28題').first()).toBeVisible();
  await checkAccessibility(page);
  await page.getByLabel('題材集の JSON ファイル').setInputFiles({
    name: '猫.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(small)),
  });
  await expect(page.getByRole('heading', { name: '二匹の猫' })).toBeVisible();

  await page.getByLabel('第1段階').uncheck();
  await expect(page.getByText('4枚')).toBeVisible();
  await page.getByRole('button', { name: '刷る', exact: true }).click();
  await expect(page.getByRole('button', { name: '止める' })).toBeVisible();
  // The studio prints it, and not this page.
  await page.reload();
  await expect(page.getByText('4 / 4 枚')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('link', { name: '「城」の比較を開く' })).toBeVisible();
  // The strip below asks every few seconds what still prints.
  await expect(page.getByRole('button', { name: '待機中の一覧を開く' })).toHaveCount(0, {
    timeout: 20_000,
  });
  await checkAccessibility(page);

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: '報告を保存' }).click();
  expect((await saved).suggestedFilename()).toMatch(/^nishiki-two-cats-v1-.*\.(html|png)$/);

  await page.getByRole('button', { name: '目隠しで投票' }).click();
  const trial = page.getByTestId('trial');
  await expect(trial).toBeVisible();
  await expect(page.getByTestId('count')).toContainText('残り2組');
  await expect(page.getByText(/日本語モデル|英語モデル/)).toHaveCount(0);
  await checkAccessibility(page);
  const first = await trial.getAttribute('data-trial');
  await page.keyboard.press('a');
  await expect(trial).not.toHaveAttribute('data-trial', first ?? '');
  await page.keyboard.press('Backspace');
  await expect(trial).toHaveAttribute('data-trial', first ?? '');
  await page.keyboard.press('l');
  await expect(page.getByTestId('count')).toContainText('1組を判定');
  await expect(page.getByTestId('count')).toContainText('残り1組');
  await page.keyboard.press('Space');
  await expect(page.getByTestId('count')).toContainText('2組を判定');

  await expect(page.getByTestId('count')).toContainText('ひととおり判定しました');
  await expect(page.getByText('結果', { exact: true })).toHaveCount(1);
  await page.getByRole('radio', { name: '結果' }).click();
  await expect(page.getByTestId('rating')).toHaveCount(2);
  await expect(page.getByText('2票')).toBeVisible();
  await page.getByRole('radio', { name: '題ごと' }).click();
  await expect(page.getByRole('heading', { name: /castle/ })).toBeVisible();
  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect((await table).suggestedFilename()).toMatch(/^nishiki-votes-.*\.csv$/);
  await checkAccessibility(page);
});

test('a file that is no pack is refused with what is wrong, and a pack of the user’s is removed and comes back', async ({
  page,
}) => {
  await go(page, '/compare/packs');
  const input = page.getByLabel('題材集の JSON ファイル');
  await expect(page.getByRole('heading', { name: '日本の絵柄' })).toBeVisible({ timeout: 60_000 });
  const bad = { ...small, prompts: [] };
  await input.setInputFiles({
    name: 'x.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(bad)),
  });
  await expect(page.getByRole('alert')).toContainText('prompts：空か、小さすぎます。');
  await input.setInputFiles({
    name: 'y.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ ...small, id: 'gone' })),
  });
  await page.getByRole('button', { name: 'この題材集を外す' }).click();
  await page.getByRole('button', { name: '元に戻す' }).click();
  await page.evaluate(() => {
    window.location.hash = '/compare/packs?pack=gone';
  });
  await expect(page.getByRole('heading', { name: '二匹の猫' })).toBeVisible();
});

test('a run of a pack says that the queue is paused, and goes on from where it says so', async ({
  page,
}) => {
  test.slow();
  await pauseQueue(page);
  await go(page, '/compare/packs');
  await expect(page.getByRole('heading', { name: '日本の絵柄' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: '刷る', exact: true }).click();
  const notice = page.getByRole('main').getByRole('status').filter({ hasText: '一時停止中' });
  await expect(notice).toBeVisible();
  await checkAccessibility(page);
  await notice.getByRole('button', { name: '再開' }).click();
  await expect(notice).toHaveCount(0);
  await expect(page.getByText(/^[1-9]\d* \/ \d+$/)).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: '止める' }).click();
  await expect(page.getByRole('button', { name: '刷る', exact: true })).toBeVisible();
});

test('a pack with the quick model says whom its settings do not suit, before it prints', async ({
  page,
}) => {
  await go(page, '/create');
  await page.getByLabel('プロンプト', { exact: true }).fill('富士山');
  await page.getByRole('combobox').filter({ hasText: '日本語版デモ' }).first().click();
  await page.getByRole('option', { name: /速い/ }).click();
  await go(page, '/compare/packs');
  const note = page.getByRole('main').getByRole('note');
  await expect(note).toContainText('設定は「日本語版デモ 速い');
  await expect(note).toContainText('20ステップ、ガイダンス4');
  await checkAccessibility(page);
  await page.getByRole('checkbox', { name: /日本語$/ }).uncheck();
  await expect(note).toHaveCount(0);
});
