import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type HubServer, startHub } from '../helpers/hub-server.ts';
import { readFiles } from '../helpers/read-files.ts';
import { writeTinyModel } from '../helpers/tiny-model-folder.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'fetch-model' });

const repository = 'someone/tiny-model';
const region = (page: Page) => page.getByRole('region', { name: '名前でモデルを取得する' });
let hub: HubServer;

test.beforeAll(async ({ studio }) => {
  const folder = await writeTinyModel(studio.dataFolder, 'tiny');
  const files = await readFiles(folder);
  await rm(folder, { recursive: true });
  hub = await startHub({
    repository,
    files,
    gate: { known: ['hf_reader', 'hf_stranger'], accepted: ['hf_reader'] },
  });
});
test.afterAll(() => hub.close());

test.beforeEach(async ({ page }) => {
  await page.getByRole('link', { name: 'モデル' }).click();
  await page.getByText('アクセストークン・上限・アドレス').click();
});

async function save(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).fill(text);
  await region(page).getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('保存しました').last()).toBeVisible();
}

test('a gated model is refused with what to do, and comes when that is done', async ({ page }) => {
  await save(page, 'Hub のアドレス', hub.address);
  const fetchIt = async () => {
    await page.getByLabel('名前かアドレス').fill(`${hub.address}/${repository}`);
    await region(page).getByRole('button', { name: '取得', exact: true }).click();
  };
  await fetchIt();
  const refusal = region(page).getByRole('alert');
  await expect(refusal).toContainText('アクセストークンが保存されていません');
  await checkAccessibility(page);

  await page.getByText('アクセストークン・上限・アドレス').click();
  await save(page, 'アクセストークン', 'hf_stranger');
  await fetchIt();
  await expect(refusal).toContainText('利用規約にまだ同意していません');
  await expect(refusal).toContainText(`${hub.address}/${repository}`);

  await page.getByText('アクセストークン・上限・アドレス').click();
  await expect(page.getByLabel('アクセストークン')).toHaveValue('');
  await save(page, 'アクセストークン', 'hf_reader');
  await fetchIt();
  const card = page.getByTestId('model-card').filter({ hasText: repository });
  await expect(card).toContainText('使えます');
  await expect(card).toContainText(join('snapshots'));
});

test('a well-known model is one button away, with the page where its licence is', async ({
  page,
}) => {
  await page.getByRole('radio', { name: 'Japanese Stable Diffusion' }).click();
  await expect(page.getByLabel('名前かアドレス')).toHaveValue('rinna/japanese-stable-diffusion');
  await expect(page.getByRole('link', { name: '配布ページを開く' })).toHaveAttribute(
    'href',
    /\/rinna\/japanese-stable-diffusion$/,
  );
  await checkAccessibility(page);
});
