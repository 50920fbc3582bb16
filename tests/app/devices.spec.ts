import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { openBrowserDoor } from '../../electron/server/browser-door.ts';
import { checkoutResources } from '../../electron/data-folder.ts';
import { startPackageFeed } from '../helpers/package-feed.ts';
import type { PackageFeed } from '../helpers/package-feed.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test as base } from './studio.fixture.ts';
import type { RunningStudio } from './studio.fixture.ts';

const native = 'runtimes/linux-x64/native/libonnxruntime_providers_cuda.so';
const content = Buffer.from(zipSync({ [native]: Buffer.alloc(3e6, 'cuda') }, { level: 0 }));
const card = {
  name: 'NVIDIA GeForce RTX 4090',
  driver: 'nvidia 570.86.10',
  isNvidia: true,
  memoryBytes: 24 * 2 ** 30,
};

/** A studio that is told of a card which this machine does not have, and of a feed on this machine. */
const test = base.extend<object, { feed: PackageFeed; studio: RunningStudio }>({
  feed: [
    // Playwright reads this pattern to learn which fixtures are needed: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const feed = await startPackageFeed({ name: 'Gpu.Linux', version: '1.2.3', content });
      await use(feed);
      feed.close();
    },
    { scope: 'worker' },
  ],
  studio: [
    async ({ feed }, use) => {
      const dataFolder = await mkdtemp(join(tmpdir(), 'nishiki-データ-devices-'));
      await writeFile(join(dataFolder, 'libonnxruntime.so.1'), 'runtime');
      const metadata = {
        requirements: { 'linux/x64': ['cuda12'] },
        manifests: {
          'linux/x64:cuda12': {
            './libonnxruntime_providers_cuda.so': { package: 'gpu', path: native },
          },
        },
        packages: { gpu: { name: 'Gpu.Linux', versions: [{ feed: 'f', version: '1.2.3' }] } },
        feeds: { f: { type: 'nuget', index: feed.index } },
      };
      const door = await openBrowserDoor({
        data: dataFolder,
        resources: checkoutResources,
        rendererFolder: join(import.meta.dirname, '..', '..', 'dist', 'renderer'),
        port: 0,
        appVersion: '0.1.0-test',
        adapters: [card],
        runtime: { version: '1.2.3', folder: dataFolder, metadata },
      });
      await use({
        url: door.url,
        dataFolder,
        restart: () => Promise.reject(new Error('not here')),
      });
      await door.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test.skip(
  process.platform !== 'linux' || process.arch !== 'x64',
  'which devices there are to choose is Linux’s on x64',
);
test.describe.configure({ mode: 'serial' });

test.beforeEach(async ({ page }) => {
  await page.getByRole('link', { name: '設定' }).click();
});

test('a device is chosen by its name, and is in use at once', async ({ page }) => {
  const devices = page.getByRole('radiogroup', { name: 'デバイス' });
  await expect(devices.getByRole('radio', { name: /^自動/ })).toBeChecked();
  await expect(devices.getByRole('radio', { name: /RTX 4090 WebGPU、26 GB/ })).toBeVisible();
  // The page warms the first model, and the self-test comes before that. Another choice would end it half-way.
  await expect(devices.getByText('合格しなかったので')).toBeVisible({ timeout: 60_000 });
  const processor = devices.getByRole('radio', { name: /^(?!自動).* CPU$/ });
  await processor.click();
  const used = page.getByRole('listitem').filter({ hasText: 'スレッド）' });
  await expect(used.filter({ hasText: 'CPU、' })).toBeVisible();
  await page.reload();
  await expect(processor).toBeChecked();
  await devices.getByRole('radio', { name: /^自動/ }).click();
  await expect(used.filter({ hasText: 'WebGPU の代わりに CPU' })).toBeVisible({ timeout: 60_000 });
  await checkAccessibility(page);
});

test('a device is tested again when asked, and says why it is not used', async ({ page }) => {
  const devices = page.getByRole('radiogroup', { name: 'デバイス' });
  await devices.getByRole('button', { name: '診断し直す：NVIDIA GeForce RTX 4090 WebGPU' }).click();
  await expect(devices.getByText('自己診断に合格しなかったので')).toBeVisible({ timeout: 60_000 });
  await devices.getByText('4 通りの使い方が合格しませんでした').click();
  await expect(
    devices.getByText(/webgpu-float32-decomposed: Failed to get a WebGPU adapter/),
  ).toBeVisible();
  await checkAccessibility(page);
  // The card of this computer says so too, and the engine's words only to whoever asks.
  await page.getByRole('link', { name: 'モデル' }).click();
  const computer = page.getByRole('region', { name: 'このコンピューター' });
  await expect(computer).toContainText('合格しなかったため、CPU で計算しています');
  await expect(computer.getByText(/Failed to get a WebGPU adapter/)).toBeHidden();
  await computer.getByText('自己診断の結果').click();
  await expect(computer.getByText(/Failed to get a WebGPU adapter/)).toBeVisible();
  await checkAccessibility(page);
});

test('CUDA’s libraries are fetched, stopped, gone on with, and then there is CUDA', async ({
  page,
  feed,
}) => {
  const devices = page.getByRole('radiogroup', { name: 'デバイス' });
  const answer = feed.faults;
  answer.answer = (_request, response) => {
    response.statusCode = 503;
    response.end();
    return true;
  };
  await page.getByRole('button', { name: '取得する', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('公開元の側で失敗しました');
  await checkAccessibility(page);
  delete answer.answer;

  answer.holdAfter = 1e6;
  await page.getByRole('button', { name: '取得する', exact: true }).click();
  await expect(page.getByText('1 MB / 3 MB')).toBeVisible();
  await page.getByRole('button', { name: '止める' }).click();
  await expect(page.getByText('届いた分は残っています')).toBeVisible();
  delete answer.holdAfter;

  await page.getByRole('button', { name: '続きを取得する' }).click();
  await expect(page.getByText('導入済みです。')).toBeVisible();
  await expect(devices.getByRole('radio', { name: /^(?!自動).*RTX 4090 CUDA/ })).toBeVisible();
  await checkAccessibility(page);
});
