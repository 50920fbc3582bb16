import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test('a room whose file is gone offers to load the page anew, and nothing written is lost', async ({
  page,
}) => {
  let refused = 0;
  // As after the page was built anew beside it. The page is loaded under it: what was fetched before could come nevertheless.
  await page.route(/assets\/history-room-.*\.js$/, async (route) => {
    refused++;
    await route.fulfill({ status: 404 });
  });
  await page.reload();
  await page.getByLabel('プロンプト', { exact: true }).fill('書きかけの猫');
  await page.keyboard.press('Alt+4');
  await expect.poll(() => refused, 'the file was asked for').toBeGreaterThan(0);
  const notice = page.getByRole('alert').filter({ hasText: 'この画面のファイルを読み込めません' });
  await expect(notice).toContainText('読み込み直すと続けられます');
  await checkAccessibility(page);
  await page.unrouteAll();
  await notice.getByRole('button', { name: '読み込み直す' }).click();
  await expect(page.getByRole('heading', { name: '履歴', exact: true })).toBeVisible();
  await page.keyboard.press('Alt+1');
  await expect(page.getByLabel('プロンプト', { exact: true })).toHaveValue('書きかけの猫');
});

test('settings say why most of them are missing while the studio is out of reach', async ({
  page,
}) => {
  let isReachable = false;
  await page.routeWebSocket(/.*/, (socket) => {
    if (isReachable) socket.connectToServer();
    else void socket.close();
  });
  await page.goto(`${page.url().split('#')[0]}#/settings`);
  await page.reload();
  const rest = page.getByRole('heading', { name: 'そのほかの設定' });
  await expect(rest).toBeVisible();
  await expect(page.getByText('スタジオにつながらないため')).toBeVisible();
  await checkAccessibility(page);
  isReachable = true;
  await expect(page.getByRole('heading', { name: 'プライバシー' })).toBeVisible();
  await expect(rest).toHaveCount(0);
});

test('rooms that only the studio can fill say that they wait for it', async ({ page }) => {
  let isReachable = false;
  await page.routeWebSocket(/.*/, (socket) => {
    if (isReachable) socket.connectToServer();
    else void socket.close();
  });
  const waiting = page.getByRole('heading', { name: 'スタジオを待っています' });
  await page.goto(`${page.url().split('#')[0]}#/compare/blind`);
  await page.reload();
  await expect(waiting).toBeVisible();
  await checkAccessibility(page);
  for (const room of ['比較', '制作']) {
    await page.getByRole('link', { name: room, exact: true }).click();
    await expect(waiting).toBeVisible();
  }
  isReachable = true;
  await expect(page.getByLabel('プロンプト', { exact: true })).toBeVisible();
  await expect(waiting).toHaveCount(0);
});
