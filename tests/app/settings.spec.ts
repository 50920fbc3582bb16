import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test('language and theme are chosen here too; where things are kept and whose work is in it is told', async ({
  page,
  studio,
}) => {
  await expect(page.getByLabel('プロンプト', { exact: true })).toBeVisible();
  await page.keyboard.press('Alt+7');
  await expect(page.getByRole('heading', { name: '設定', level: 1 })).toBeVisible();
  await expect(page.getByText(studio.dataFolder, { exact: true })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'SIL Open Font License 1.1' })).toBeVisible();
  await page.getByText('CLIP の語彙（OpenAI）の許諾文').click();
  await expect(page.getByText('Permission is hereby granted')).toBeVisible();
  await checkAccessibility(page);

  await page.getByRole('radio', { name: '墨' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('radio', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await checkAccessibility(page);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'English' })).toBeChecked();
});

test('the list of keys opens from here; where the studio is open is told, and how others get in', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { origin } = new URL(page.url());
  await page.goto(`${origin}/#/settings`);
  await page.getByRole('main').getByRole('button', { name: 'キーの一覧' }).click();
  const keys = page.getByRole('dialog', { name: 'キーボード' });
  await expect(keys).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();

  await expect(page.getByText(`いまは ${origin} で開いています`)).toBeVisible();
  await page.getByRole('button', { name: 'コピー', exact: true }).click();
  await expect(page.getByText('コピーしました', { exact: true })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe('nishiki serve --host 0.0.0.0 --tls');
});

test('what is written down is chosen and looked at here, and saved as a file for whoever is to help', async ({
  page,
}) => {
  await page.goto(`${page.url().split('#')[0]}#/settings`);
  await expect(page.getByRole('radio', { name: 'ふつう' })).toBeChecked();
  await page.getByRole('radio', { name: 'すべて' }).click();
  await expect(page.getByRole('radio', { name: 'すべて' })).toBeChecked();
  await page.getByRole('button', { name: 'ログを見る' }).click();
  const log = page.getByRole('list', { name: 'ログ' });
  await expect(log.getByText('opened')).toBeVisible();
  await checkAccessibility(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '診断ファイルを保存' }).click();
  expect((await download).suggestedFilename()).toMatch(/^nishiki-diagnostics-\d{14}\.zip$/);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'すべて' })).toBeChecked();
  await page.getByRole('radio', { name: 'ふつう' }).click();
});

test('safety checker, watermark and previews are settled for every run', async ({
  page,
  studio,
}) => {
  await page.goto(`${studio.url}#/settings`);
  const safety = page.getByLabel('セーフティチェッカーで確かめる');
  const watermark = page.getByLabel('見えない透かしを入れる');
  await expect(safety).toBeChecked();
  await expect(watermark).not.toBeChecked();
  await watermark.check();
  const previews = page.getByRole('group', { name: '途中の絵を描く TAESD' });
  await previews.getByRole('textbox').fill('/nowhere/taesd');
  await previews.getByRole('button', { name: 'これを使う' }).click();
  await expect(page.getByRole('alert')).toContainText('/nowhere/taesd');
  await page.reload();
  await expect(watermark).toBeChecked();
  await watermark.uncheck();
  await expect(watermark).not.toBeChecked();
});

test('the processor is shared out among workers, and models get their memory, at once', async ({
  page,
  studio,
}) => {
  await page.goto(`${studio.url}#/settings`);
  const workers = page.getByRole('radiogroup', { name: 'ワーカー' });
  await expect(workers.getByRole('radio', { name: '自動' })).toBeChecked();
  const devices = page.getByRole('listitem').filter({ hasText: 'CPU、' });
  await expect(devices).toHaveCount(1);
  const two = workers.getByRole('radio', { name: '2', exact: true });
  test.skip(!(await two.isVisible()), 'a single core cannot be shared out');
  await two.click();
  await expect(devices).toHaveCount(2);
  const memory = page.getByRole('radiogroup', { name: 'モデル用のメモリ' });
  await memory.getByRole('radio').first().click();
  const weights = page.getByRole('radiogroup', { name: '大きなモデルの重み' });
  await expect(weights.getByRole('radio', { name: 'ファイルのまま使う' })).toBeChecked();
  await weights.getByRole('radio', { name: '並べ替えて持つ' }).click();
  await checkAccessibility(page);
  await page.reload();
  await expect(two).toBeChecked();
  await expect(memory.getByRole('radio').first()).toBeChecked();
  await expect(weights.getByRole('radio', { name: '並べ替えて持つ' })).toBeChecked();
  await workers.getByRole('radio', { name: '自動' }).click();
  await expect(devices).toHaveCount(1);
});

test('what the studio tells of itself comes together, so that nothing is pushed away while it is read', async ({
  page,
  studio,
}) => {
  const held: (() => void)[] = [];
  let isHolding = true;
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const send = () => server.send(message);
      if (isHolding && message.toString().includes('/devices/list')) held.push(send);
      else send();
    });
  });
  await page.goto(`${studio.url}#/settings`);
  await page.reload();
  const sections = page.locator('section').getByRole('heading', { level: 2 });
  await expect.poll(() => held.length).toBeGreaterThan(0);
  await expect(sections).toHaveText(['表示', 'キーボード']);
  isHolding = false;
  for (const send of held) send();
  await expect(sections).toHaveCount(12);
  await expect(page.getByRole('radiogroup', { name: 'デバイス' })).toBeVisible();
});

test('where the system forces its colours, what is chosen has an outline', async ({
  page,
  studio,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${studio.url}#/settings`);
  const theme = page.getByRole('radiogroup', { name: '配色' });
  await expect(theme.getByRole('radio', { checked: true })).toHaveCSS('outline-style', 'solid');
  await expect(theme.getByRole('radio', { checked: false }).first()).toHaveCSS(
    'outline-style',
    'none',
  );
});
