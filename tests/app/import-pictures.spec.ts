import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { pngWith } from '../helpers/foreign-pictures.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'import-pictures' });

let folder = '';

test.beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'nishiki-import-')), 'C:\\絵');
  await mkdir(folder);
});
test.afterAll(() => rm(join(folder, '..'), { recursive: true }));

const parameters = (words: string, seed: number) =>
  `${words}\nNegative prompt: 文字\nSteps: 28, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: ${seed}, Size: 16x16, Model: anything`;

test('a folder of the studio’s machine comes in, bad files are named, and the recipe is shown', async ({
  page,
  studio,
}) => {
  await writeFile(
    join(folder, '招き猫.png'),
    await pngWith({ parameters: parameters('招き猫、水彩', 99) }),
  );
  await writeFile(join(folder, '壊れた絵.png'), 'no picture');
  await page.goto(`${studio.url}#/gallery`);
  await page.getByRole('button', { name: '絵を取り込む' }).click();
  await page.getByLabel('スタジオが動いているパソコンの中のパス').fill(folder);
  await page.getByRole('button', { name: '取り込む', exact: true }).click();
  const bar = page.getByTestId('import');
  await expect(bar.getByRole('status')).toHaveText(
    '1枚を取り込みました。0枚はすでにあり、1枚は読めませんでした。',
  );
  await bar.getByText('読めなかったファイル（1）').click();
  await expect(bar.getByText('壊れた絵.png')).toBeVisible();
  await bar.getByRole('button', { name: '取り込んだ絵を見る' }).click();

  const picture = page.getByRole('option', { name: '招き猫、水彩、Stable Diffusion web UI' });
  await picture.dblclick();
  const panel = page.getByRole('complementary', { name: 'この絵のつくり方' });
  await expect(panel.getByTestId('seed')).toHaveText('99');
  await expect(panel.getByText('DPM++ 2M Karras')).toBeVisible();
  await panel.getByRole('button', { name: '制作で使う' }).click();
  await expect(page.getByRole('textbox', { name: 'プロンプト', exact: true })).toHaveValue(
    '招き猫、水彩',
  );
  await expect(
    page.getByText('引き継げないもの：モデル「anything」、大きさ 16 × 16', { exact: true }),
  ).toBeVisible();
  await expect(page.getByLabel('ノイズの配分')).toHaveValue('karras');
});

test('files of the browser come in by their bytes, and a second time not at all', async ({
  page,
  studio,
}) => {
  const paths = ['灯台.png', '岬.avif'].map((name) => join(folder, '..', name));
  for (const [place, path] of paths.entries()) {
    const background = place === 0 ? '#0a6' : '#60a';
    const create = { width: 32, height: 32, channels: 3, background } as const;
    await sharp({ create }).toFile(path);
  }
  await page.goto(`${studio.url}#/gallery`);
  for (const words of ['2枚を取り込みました。', '2枚はすでにありました。']) {
    await page.getByRole('button', { name: '絵を取り込む' }).click();
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: '絵を選ぶ' }).click();
    await (await choosing).setFiles(paths);
    await expect(page.getByTestId('import').getByRole('status')).toContainText(words);
  }
  await page.getByTestId('import').getByRole('button', { name: '閉じる' }).click();
  await expect(page.getByTestId('import')).toBeHidden();
});

test('several files dropped onto the gallery come in; a single one offers its recipe', async ({
  page,
  studio,
}) => {
  await page.goto(`${studio.url}#/gallery`);
  await expect(page.getByRole('button', { name: '絵を取り込む' })).toBeVisible();
  const drop = async (contents: readonly string[]) => {
    const data = await page.evaluateHandle((files) => {
      const transfer = new DataTransfer();
      for (const [place, text] of files.entries()) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0);
        transfer.items.add(new File([bytes], `絵${place}.png`, { type: 'image/png' }));
      }
      return transfer;
    }, contents);
    await page.getByTestId('gallery-panel').dispatchEvent('drop', { dataTransfer: data });
  };
  const encode = async (seed: number) =>
    Buffer.from(await pngWith({ parameters: parameters('狐', seed) })).toString('base64');
  await drop([await encode(11), await encode(12)]);
  await expect(page.getByTestId('import').getByRole('status')).toContainText('すでにありました');
  await drop([await encode(13)]);
  const offer = page
    .getByRole('listitem')
    .filter({ hasText: '絵0.png に作り方が書かれています。' });
  await expect(offer).toBeVisible();
});

test('several pictures are exported as one ZIP file, under the names they came with', async ({
  page,
  studio,
}) => {
  const paths = ['#123456', '#654321'].map((_, place) => join(folder, '..', `狸${place}.png`));
  for (const [place, background] of ['#123456', '#654321'].entries()) {
    const create = { width: 24, height: 24, channels: 3, background } as const;
    await writeFile(paths[place] ?? '', await sharp({ create }).png().toBuffer());
  }
  await page.goto(`${studio.url}#/gallery`);
  await page.getByRole('button', { name: '絵を取り込む' }).click();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '絵を選ぶ' }).click();
  await (await choosing).setFiles(paths);
  await expect(page.getByTestId('import').getByRole('status')).toContainText('2枚を取り込みました');
  await page.getByRole('searchbox').or(page.getByLabel('作品を検索')).first().fill('狸');
  const list = page.getByRole('listbox', { name: '作品の一覧' });
  await expect(list.getByRole('option')).toHaveCount(2);
  await list.getByRole('option').first().click();
  await list
    .getByRole('option')
    .last()
    .click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: '別の形式で書き出す' }).click();
  const menu = page.getByRole('dialog', { name: '別の形式で書き出す' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    menu.getByRole('button', { name: '2枚を書き出す' }).click(),
  ]);
  const entries = unzipSync(readFileSync(await download.path()));
  expect(Object.keys(entries).toSorted()).toEqual(['狸0.png', '狸1.png']);
  expect(Buffer.from(entries['狸0.png'] ?? []).equals(readFileSync(paths[0] ?? ''))).toBe(true);
});
