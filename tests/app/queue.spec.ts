import type { Page } from '@playwright/test';
import { checkAccessibility } from './check-accessibility.ts';
import { pauseIdleQueue } from './pause-queue.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'queue', locale: 'ja-JP' });

test('a paused batch outlives a reload of the page, and is printed when the queue goes on', async ({
  page,
}) => {
  await pauseIdleQueue(page);
  await page.getByRole('textbox', { name: 'プロンプト', exact: true }).fill('猫 油絵');
  await page.getByRole('button', { name: /^生成/ }).click();
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  const panel = panelOf(page);
  await expect(panel.locator('[data-job]')).toHaveCount(1);

  await page.reload();
  // What had ended is on the desk as well.
  await expect(page.getByTestId('batch')).toContainText('梅');
  await expect(page.getByRole('region', { name: '生成した絵' })).toContainText('猫 油絵');
  await page.getByRole('link', { name: '比較' }).click();
  await expect(page.getByTestId('stage').first()).toContainText('待機中');
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  await panel.getByRole('button', { name: '再開' }).click();
  const done = panel.getByRole('listitem').filter({ hasText: '猫 油絵' });
  await expect(done.filter({ hasText: '完了' })).toHaveCount(1, { timeout: 60_000 });
});

const panelOf = (page: Page) => page.getByRole('dialog', { name: '生成中と待機中' });
const prompts = ['猫', '富士山', '桜', '寺'];

/** The prompts of the waiting batches, from the top. */
const order = (page: Page) =>
  panelOf(page)
    .locator('[data-job]')
    .evaluateAll(
      (rows, known) => rows.map((row) => known.find((word) => row.ariaLabel?.startsWith(word))),
      prompts,
    );

const row = (page: Page, prompt: string) =>
  panelOf(page).getByRole('group', { name: new RegExp(`^${prompt}、`) });
const grip = (page: Page, prompt: string) =>
  row(page, prompt).getByRole('button', { name: /ドラッグで並べ替え/ });

test('batches are carried to another place with the keys and with the pointer, one or several', async ({
  page,
}) => {
  const prompt = page.getByRole('textbox', { name: 'プロンプト', exact: true });
  await page.getByRole('radio', { name: '日本語', exact: true }).click();
  await prompt.fill(prompts[0] ?? '');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  const panel = panelOf(page);
  await panel.getByRole('button', { name: '一時停止' }).click();
  await page.keyboard.press('Escape');
  // The first may be finished, or be running still: the others wait.
  for (const text of prompts.slice(1)) {
    await prompt.fill(text);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(text, { exact: true }).first()).toBeVisible();
  }
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  await expect(row(page, '寺')).toBeVisible();
  await expect(row(page, '猫')).toHaveCount(0, { timeout: 60_000 });
  await expect.poll(() => order(page)).toEqual(['富士山', '桜', '寺']);

  const said = panel.getByRole('status').first();
  await grip(page, '寺').focus();
  await page.keyboard.press('Space');
  await expect(said).toContainText('持ち上げました');
  await expect(said).toContainText('3 件中 3 番目');
  await page.keyboard.press('ArrowUp');
  await expect(said).toHaveText('3 件中 2 番目');
  await expect(panel.getByTestId('drop-line')).toHaveCount(1);
  await checkAccessibility(page);
  await page.keyboard.press('Escape');
  await expect(said).toHaveText('元の場所に戻しました');
  await expect(panel).toBeVisible();
  await page.keyboard.press('Space');
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await expect.poll(() => order(page)).toEqual(['寺', '富士山', '桜']);
  await expect(grip(page, '寺')).toBeFocused();

  // With the pointer: to the end.
  await grip(page, '寺').hover();
  await page.mouse.down();
  const last = await row(page, '桜').boundingBox();
  if (!last) throw new Error('no last row');
  await page.mouse.move(last.x + 20, last.y + last.height - 2, { steps: 6 });
  await expect(panel.getByTestId('drop-line')).toHaveCount(1);
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual(['富士山', '桜', '寺']);

  // Two that do not follow each other go together, in their order.
  await row(page, '富士山').click({ modifiers: ['Control'], position: { x: 60, y: 8 } });
  await row(page, '寺').click({ modifiers: ['Control'], position: { x: 60, y: 8 } });
  await expect(panel.getByText('2 件を選択中')).toBeVisible();
  await grip(page, '寺').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await expect.poll(() => order(page)).toEqual(['桜', '富士山', '寺']);
  await row(page, '寺').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => order(page)).toEqual(['富士山', '寺', '桜']);
  await expect(said).toHaveText('3 件中 1 番目に置きました');
  await panel.getByRole('button', { name: 'すべて取り消す' }).click();
  const cancelled = page.getByRole('listitem').filter({ hasText: '取り消しました' });
  // Its time stands still while it is pointed at.
  await cancelled.hover();
  // The next test finds the queue as a new studio has it.
  await panel.getByRole('button', { name: '再開', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: '一時停止', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(cancelled.getByRole('button', { name: '元に戻す' })).toBeVisible();
});

test('a batch that was cancelled goes on in its own frames, by its own button or the one in the queue', async ({
  page,
}) => {
  await pauseIdleQueue(page);
  await page.getByRole('radio', { name: '日本語', exact: true }).click();
  await page.getByRole('textbox', { name: 'プロンプト', exact: true }).fill('竹');
  await page.keyboard.press('Control+Enter');
  const batch = page.getByTestId('batch').filter({ hasText: '竹' });
  const waiting = page
    .getByRole('region', { name: '生成した絵' })
    .getByRole('listitem')
    .filter({ hasText: '竹' });
  await waiting.getByRole('button', { name: 'やめる' }).click();
  await expect(batch).toHaveAttribute('data-status', 'cancelled');
  await batch.getByRole('button', { name: '再試行' }).click();
  await expect(waiting).toHaveCount(1);

  await waiting.getByRole('button', { name: 'やめる' }).click();
  await expect(batch).toHaveAttribute('data-status', 'cancelled');
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  const panel = panelOf(page);
  const ended = panel
    .getByRole('listitem')
    .filter({ hasText: '竹' })
    .filter({ hasText: '取り消し' });
  await ended.getByRole('button', { name: /再試行/ }).click();
  await expect(waiting).toHaveCount(1);
  await panel.getByRole('button', { name: '再開' }).click();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  await expect(batch.getByTestId('cell')).toHaveCount(1);
});

test('a batch that is cancelled before the studio has answered is cancelled there too', async ({
  page,
}) => {
  let held: (() => void)[] | null = null;
  await page.routeWebSocket(/.*/, (socket) => {
    socket.connectToServer().onMessage((message) => {
      if (held === null) socket.send(message);
      else held.push(() => socket.send(message));
    });
  });
  await page.reload();
  await pauseIdleQueue(page);
  await page.getByRole('radio', { name: '日本語', exact: true }).click();
  await page.getByRole('textbox', { name: 'プロンプト', exact: true }).fill('松');
  held = [];
  await page.keyboard.press('Control+Enter');
  const waiting = page
    .getByRole('region', { name: '生成した絵' })
    .getByRole('listitem')
    .filter({ hasText: '松' });
  await waiting.getByRole('button', { name: 'やめる' }).click();
  const batch = page.getByTestId('batch').filter({ hasText: '松' });
  await expect(batch).toHaveAttribute('data-status', 'cancelled');
  const answers: (() => void)[] = held;
  held = null;
  for (const answer of answers) answer();
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  const panel = panelOf(page);
  const ended = panel.getByRole('listitem').filter({ hasText: '松' });
  await expect(ended).toContainText('取り消し');
  await expect(panel.locator('[data-job]')).toHaveCount(0);

  await page.keyboard.press('Escape');
  await batch.getByRole('button', { name: '再試行' }).click();
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  await expect(panel.locator('[data-job]')).toHaveCount(1);
  await panel.getByRole('button', { name: '再開' }).click();
  await expect(batch).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
});

test('another room says once, when the last batch has ended, how many pictures there are', async ({
  page,
}) => {
  const prompt = page.getByRole('textbox', { name: 'プロンプト', exact: true });
  await pauseIdleQueue(page);
  await prompt.fill('鶴');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('前に 1 件')).toBeVisible();
  await page.reload();
  // The desk says why the next one does not begin.
  await expect(page.getByRole('region', { name: '生成した絵' })).toContainText('一時停止中');
  await page.getByRole('link', { name: '履歴' }).click();
  await page.getByRole('button', { name: /一覧を開く/ }).click();
  await expect(row(page, '鶴')).toHaveCount(2);
  await panelOf(page).getByRole('button', { name: '再開', exact: true }).click();
  await page.keyboard.press('Escape');
  const ended = page.getByRole('listitem').filter({ hasText: '枚できました' });
  await expect(ended).toContainText(/[2-9] 枚できました/, { timeout: 60_000 });
  // Its time stands still while the pointer is over it.
  await ended.hover();
  await expect(ended).toHaveCount(1);
  // Its time stands still while it is pointed at: to look through the page may take longer than it stays.
  await ended.hover();
  await checkAccessibility(page);
  await ended.getByRole('button', { name: '見る' }).click();
  await expect(page.getByTestId('batch').first()).toHaveAttribute('data-status', 'done');
  await expect(ended).toHaveCount(0);
});
