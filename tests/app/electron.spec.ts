import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { electronPackageFolder, findElectron } from '../../electron/find-electron.ts';
import { ensureRenderer } from '../../electron/renderer-build.ts';
import { ensureShell } from '../../electron/shell/build.ts';

/** The real Electron, where its binary is here already and a window can be opened. Nothing is downloaded for a test. */
const electron = await findElectron({
  platform: process.platform,
  env: process.env,
  userId: process.getuid?.(),
  packageFolder: electronPackageFolder(),
  download: async () => 'its binary is not installed',
});

test('the desktop window opens the studio, sandboxed, with its bridge', async () => {
  test.skip(!('executable' in electron), `no desktop window here: ${JSON.stringify(electron)}`);
  if (!('executable' in electron)) return;
  await ensureRenderer(() => {});
  await ensureShell();
  const data = await mkdtemp(join(tmpdir(), 'nishiki-データ-'));
  const program = await _electron.launch({
    executablePath: electron.executable,
    args: [join(import.meta.dirname, '..', '..')],
    env: { ...process.env, NISHIKI_DATA: data } as Record<string, string>,
  });
  const page = await program.firstWindow();
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(page.url()).toMatch(/^nishiki-app:\/\/studio\//);
  const seen = await page.evaluate(() => ({
    bridge: Object.keys(Reflect.get(window, 'nishiki') as object),
    node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')],
  }));
  expect(seen.bridge).toContain('requestPort');
  expect(seen.node).toEqual(['undefined', 'undefined']);
  await program.close();
  await rm(data, { recursive: true, force: true });
});
