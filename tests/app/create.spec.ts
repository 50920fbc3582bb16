import { checkAccessibility } from './check-accessibility.ts';
import { cells, expectDone, generate, patient, prompt, setNumber } from './desk.ts';
import { expect, test } from './studio.fixture.ts';

test('a prompt becomes a pair: previews first, then two pictures of one seed, kept after a reload', async ({
  page,
}) => {
  await expect(page.getByRole('heading', { name: /同じ言葉、同じシード/ })).toBeVisible();
  await prompt(page).fill('サラリーマン 油絵');
  await expect(page.getByTestId('token-count-sentencepiece')).toHaveText('5 / 76');
  await expect(page.getByLabel('英語モデルに渡すプロンプト')).toHaveValue(/businessman/);
  await setNumber(page, 'ステップ数', '30');
  // Looked for at every frame: a machine that is fast shows them for less than a second.
  const preview = page.waitForFunction(
    () => document.querySelector('[data-testid=cell] img[src^="data:"]') !== null,
    undefined,
    patient,
  );
  await generate(page).click();

  await expect(page.getByRole('region', { name: '生成の状況' })).toContainText('サラリーマン 油絵');
  await preview;
  await expectDone(page.getByTestId('batch').first());
  await expect(cells(page).locator('img[src*="/images/"]')).toHaveCount(2);

  const frames = cells(page).getByRole('figure');
  const names = await frames.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(names[0]).toMatch(/^日本語モデル、シード \d+$/);
  expect(names[1]).toMatch(/^英語モデル、シード \d+$/);
  expect(names[0]?.match(/\d+/)?.[0]).toBe(names[1]?.match(/\d+/)?.[0]);

  const pixels = await cells(page)
    .locator('img')
    .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
  expect(pixels).toEqual([256, 256]);

  const sources = await cells(page)
    .locator('img')
    .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).src));
  const ids = sources.map((source) => /images\/([^./]+)/.exec(source)?.[1] ?? 'no id');
  await page.reload();
  await page.getByRole('link', { name: '作品' }).click();
  for (const id of ids) {
    await expect(page.locator(`main img[src*="${id}"]`).first()).toBeVisible();
  }
});

test('what is written right after Generate belongs to the next batch', async ({ page }) => {
  await setNumber(page, 'ステップ数', '2');
  await prompt(page).evaluate((box: HTMLTextAreaElement) => {
    const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
    const write = (text: string) => {
      value?.set?.call(box, text);
      box.dispatchEvent(new Event('input', { bubbles: true }));
    };
    write('鳥居 水彩画');
    const enter = { key: 'Enter', code: 'Enter', ctrlKey: true, bubbles: true };
    box.dispatchEvent(new KeyboardEvent('keydown', enter));
    write('金魚');
  });
  const batch = page.getByTestId('batch').first();
  await expectDone(batch);
  await expect(batch).toContainText('鳥居 水彩画');
  await expect(prompt(page)).toHaveValue('金魚');
  await expect(page.getByLabel('英語モデルに渡すプロンプト')).toHaveValue('goldfish');
});

test('a finished picture is compared, its seed kept, its file downloaded with its own name', async ({
  page,
}) => {
  await prompt(page).fill('城 夜');
  await setNumber(page, 'ステップ数', '2');
  await generate(page).click();
  await expectDone(page.getByTestId('batch').first());
  const cell = cells(page).first();
  await cell.hover();

  const seed = (await cell.getByRole('figure').getAttribute('aria-label'))?.match(/\d+/)?.[0] ?? '';
  await cell.getByRole('button', { name: 'このシードを使う' }).click();
  await expect(page.getByLabel('シード', { exact: true })).toHaveValue(seed);

  await cell.hover();
  const heart = cell.getByRole('button', { name: 'お気に入り' });
  await heart.click();
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await heart.click();
  await expect(heart).toHaveAttribute('aria-pressed', 'false');

  await cell.hover();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    cell.getByRole('link', { name: 'ダウンロード' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.png$/);

  await cell.hover();
  await cell.getByRole('button', { name: 'この組を比べる' }).last().click();
  await expect(page).toHaveURL(new RegExp(`#/compare/[\\w-]+\\?seed=${seed}`));
});

test('a batch is cancelled between two steps; another one waits and is printed', async ({
  page,
}) => {
  await prompt(page).fill('富士山 浮世絵');
  await setNumber(page, 'ステップ数', '200');
  await generate(page).click();
  await expect(cells(page).locator('img[src^="data:"]').first()).toBeVisible(patient);

  await setNumber(page, 'ステップ数', '4');
  await prompt(page).fill('桜');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '待機中の一覧を開く' }).click();
  await expect(page.getByRole('dialog', { name: '生成中と待機中' })).toContainText('桜');
  await page.keyboard.press('Escape');

  const running = page.getByTestId('batch').filter({ hasText: '富士山 浮世絵' });
  await running.getByRole('button', { name: 'やめる' }).click();
  await expect(running).toHaveAttribute('data-status', 'cancelled');
  await expectDone(page.getByTestId('batch').filter({ hasText: '桜' }));
});

test('rooms can be changed while a batch prints; nothing of it is lost', async ({ page }) => {
  await prompt(page).fill('猫 水彩画');
  await setNumber(page, 'ステップ数', '40');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Alt+5');
  await expect(page.getByRole('heading', { name: '字句' })).toBeVisible();
  await expect(page.getByRole('region', { name: '生成の状況' })).toContainText('猫 水彩画');
  await page.keyboard.press('Alt+1');
  await expectDone(page.getByTestId('batch').first());
  await expect(cells(page).locator('img[src*="/images/"]')).toHaveCount(2);
});

test('what cannot be printed is said at its field, in words, and nothing is started', async ({
  page,
}) => {
  await prompt(page).fill('');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('プロンプトが空です。').first()).toBeVisible();

  await prompt(page).fill('猫 <lora:ink:0.8>');
  await page.getByRole('button', { name: 'プロンプトから外す' }).click();
  await expect(prompt(page)).toHaveValue('猫');
  await setNumber(page, '幅', '100');
  await expect(page.getByText('幅と高さは8の倍数にしてください。')).toBeVisible();
  await page.getByRole('button', { name: '幅と高さを入れ替える' }).click();
  await expect(page.getByRole('spinbutton', { name: '高さ' })).toHaveValue('100');
  const seed = page.getByLabel('シード', { exact: true });
  await seed.fill('-2');
  await expect(page.getByText('シードは0以上の整数で指定してください。')).toBeVisible();
  // As other programs write "another one each time".
  await seed.fill('－１');
  await expect(seed).toHaveValue('');
  await expect(page.getByText('シードは0以上の整数で指定してください。')).toHaveCount(0);
  await seed.fill('18446744073709551616');
  await expect(page.getByText(/シードは18446744073709551615/)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('batch')).toHaveCount(0);
});

test('what keeps Generate from starting is brought into sight, from any room', async ({ page }) => {
  await prompt(page).fill('猫');
  const seed = page.getByLabel('シード', { exact: true });
  await seed.fill('四十二');
  await prompt(page).click();
  const wrong = page.getByText('シードは0以上の整数で指定してください。');
  await expect(wrong).not.toBeInViewport();
  await generate(page).click();
  await expect(wrong).toBeInViewport({ ratio: 1 });
  await expect(seed).toBeFocused();

  await page.keyboard.press('Alt+5');
  await expect(page.getByRole('heading', { name: '字句' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(wrong).toBeInViewport({ ratio: 1 });
  await expect(seed).toBeFocused();
  await expect(page.getByTestId('batch')).toHaveCount(0);
});

test('a seed of 64 bits is printed to its last digit', async ({ page }) => {
  await prompt(page).fill('だるま');
  await page.getByLabel('シード', { exact: true }).fill('18446744073709551615');
  await setNumber(page, 'ステップ数', '2');
  await page.keyboard.press('Control+Enter');
  await expectDone(page.getByTestId('batch').first());
  await expect(cells(page).first().getByRole('figure')).toHaveAccessibleName(
    /18446744073709551615$/,
  );
});

test('nothing serious stands in the way of assistive technology, empty or full', async ({
  page,
}) => {
  await checkAccessibility(page);
  await prompt(page).fill('猫 油絵 😀');
  await setNumber(page, 'ステップ数', '2');
  await page.keyboard.press('Control+Enter');
  await expectDone(page.getByTestId('batch').first());
  await checkAccessibility(page);
});

test('the list of keys opens with ?, closes with Escape, and ? in a text is a letter', async ({
  page,
}) => {
  await expect(prompt(page)).toBeVisible();
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'キーボード' });
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await prompt(page).press('?');
  await expect(prompt(page)).toHaveValue('?');
  await expect(list).toBeHidden();
});

test('language and theme are switched, kept, and drawn with the face that comes along', async ({
  page,
}) => {
  await page.getByRole('button', { name: 'Switch to English' }).click();
  await expect(page.getByRole('button', { name: /^Generate/ })).toBeVisible();
  await page.getByRole('button', { name: 'Dark theme (sumi)' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: /^Generate/ })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: '日本語に切り替える' }).click();
  await expect(page.getByRole('link', { name: '制作' })).toBeVisible();
  const loaded = await page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].some(
      (face) => face.family.includes('Zen Kaku Gothic New') && face.status === 'loaded',
    );
  });
  expect(loaded).toBe(true);
});

test('variations keep the seed and take any sampler and spacing; what was chosen comes back with the picture', async ({
  page,
}) => {
  await prompt(page).fill('城');
  await setNumber(page, 'ステップ数', '3');
  await setNumber(page, 'シードの数', '2');
  const spacing = page.getByLabel('ノイズの配分');
  await page.getByLabel('サンプラー').selectOption('TCD（蒸留用）');
  await expect(spacing).toBeDisabled();
  await page.getByLabel('サンプラー').selectOption('Heun');
  await spacing.selectOption('Karras');
  await page.getByLabel('乱数').selectOption({ label: 'GPU（WebUI と同じ）' });
  await page.getByRole('button', { name: '少しずつ変える' }).click();
  const variation = page.getByRole('group', { name: 'バリエーション', exact: true });
  await variation.getByRole('textbox').fill('１２x');
  await expect(variation.getByRole('alert')).toBeVisible();
  await variation.getByRole('textbox').fill('１２');
  await expect(variation.getByRole('alert')).toHaveCount(0);
  await checkAccessibility(page);
  await generate(page).click();
  await expectDone(page.getByTestId('batch').first());

  const labels = await cells(page)
    .getByRole('figure')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  const seeds = labels.map((label) => /(\d+) → (\d+)$/.exec(label));
  expect(new Set(seeds.map((found) => found?.[1])).size).toBe(1);
  expect(seeds.map((found) => found?.[2])).toEqual(['12', '12', '13', '13']);
  const sources = await cells(page)
    .locator('img')
    .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).src));
  expect(new Set(sources).size).toBe(4);

  await page.getByRole('button', { name: 'バリエーションをやめる' }).click();
  await spacing.selectOption('モデルのまま');
  await page
    .getByTestId('batch')
    .first()
    .getByRole('button', { name: 'この設定を呼び戻す' })
    .click();
  await expect(variation.getByRole('textbox')).toHaveValue('12');
  await expect(page.getByLabel('サンプラー')).toHaveValue('heun');
  await expect(spacing).toHaveValue('karras');

  // A later one opens as itself, and comes back as itself.
  await cells(page).last().getByRole('button', { name: 'この組を比べる' }).first().click();
  await expect(page.getByTestId('seed')).toHaveText(/ → 13$/);
  await page.getByRole('button', { name: '制作で開く' }).click();
  await expect(variation.getByRole('textbox')).toHaveValue('13');
});

test('the words that the demo models know are offered below the prompt', async ({ page }) => {
  await prompt(page).fill('');
  await page.getByText('デモモデルの知っている言葉').click();
  await page.getByRole('button', { name: '猫', exact: true }).click();
  await page.getByRole('button', { name: '水彩画', exact: true }).click();
  await page.getByRole('button', { name: '赤い', exact: true }).click();
  await expect(prompt(page)).toHaveValue('赤い猫 水彩画');
  await expect(page.getByLabel('英語モデルに渡すプロンプト')).toHaveValue(/red.*cat/);
  await checkAccessibility(page);
});
