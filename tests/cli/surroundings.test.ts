import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findDataFolder } from '../../electron/data-folder.ts';
import { findElectron, type ElectronSearch } from '../../electron/find-electron.ts';
import { findLanguage } from '../../electron/language.ts';
import { browserCommand } from '../../electron/server/open-in-browser.ts';
import { startTexts } from '../../electron/start-texts.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('the language is the one the system was told, first setting first', () => {
  const table: [Record<string, string>, string, string][] = [
    [{ LANG: 'ja_JP.UTF-8' }, 'en-US', 'ja'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'ja_JP.UTF-8' }, 'en-US', 'ja'],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'en_GB' }, 'ja-JP', 'en'],
    [{ LANG: 'C.UTF-8' }, 'ja-JP', 'en'],
    [{}, 'ja-JP', 'ja'],
    [{}, 'ja', 'ja'],
    [{ LANG: 'jav_ID' }, 'en-US', 'en'],
  ];
  for (const [env, system, language] of table) {
    assert.equal(findLanguage({ env }, system), language, JSON.stringify(env));
  }
});

test('the data folder is where Electron would put it, on every system', () => {
  const home = join('/home', '猫');
  const folder = (platform: NodeJS.Platform, env: Record<string, string> = {}) =>
    findDataFolder({ platform, env }, home);
  assert.equal(folder('linux'), join(home, '.config', 'Nishiki'));
  assert.equal(folder('linux', { XDG_CONFIG_HOME: '/etc/猫' }), join('/etc/猫', 'Nishiki'));
  assert.equal(folder('linux', { XDG_CONFIG_HOME: 'relative' }), join(home, '.config', 'Nishiki'));
  assert.equal(folder('darwin'), join(home, 'Library', 'Application Support', 'Nishiki'));
  assert.equal(folder('win32', { APPDATA: '/roaming' }), join('/roaming', 'Nishiki'));
  assert.equal(folder('linux', { NISHIKI_DATA: '/data' }), '/data');
});

test('the browser is opened where somebody looks, and never where nobody does', () => {
  const url = 'http://127.0.0.1:4213/?token=a&b';
  const open = (platform: NodeJS.Platform, env: Record<string, string> = {}, terminal = true) =>
    browserCommand(url, { platform, env }, terminal)?.command;
  assert.equal(open('darwin'), 'open');
  assert.equal(open('win32'), 'rundll32');
  assert.equal(open('linux', { DISPLAY: ':0' }), 'xdg-open');
  assert.equal(open('linux'), undefined);
  assert.equal(open('darwin', { CI: 'true' }), undefined);
  assert.equal(open('darwin', { NISHIKI_NO_OPEN: '1' }), undefined);
  assert.equal(open('darwin', {}, false), undefined);
});

/** A desktop with the npm package, whose binary is not there yet. */
function desktop(changes: Partial<ElectronSearch> = {}): ElectronSearch {
  const packageFolder = temporaryFolder();
  writeFileSync(join(packageFolder, 'package.json'), '{}');
  return {
    platform: 'linux',
    env: { DISPLAY: ':0' },
    userId: 1000,
    packageFolder,
    download: () => assert.fail('nothing should be downloaded'),
    ...changes,
  };
}

function installBinary(packageFolder: string): string {
  mkdirSync(join(packageFolder, 'dist'), { recursive: true });
  writeFileSync(join(packageFolder, 'path.txt'), 'electron');
  const executable = join(packageFolder, 'dist', 'electron');
  writeFileSync(executable, '');
  return executable;
}

test('Electron is used where its binary is', async () => {
  const search = desktop();
  const executable = installBinary(search.packageFolder);
  assert.deepEqual(await findElectron(search), { executable });
});

test('a missing binary is fetched; where that fails, the reason is told', async () => {
  const fetched = await findElectron(
    desktop({
      async download(folder) {
        installBinary(folder);
        return null;
      },
    }),
  );
  assert.ok('executable' in fetched);
  const offline = await findElectron(desktop({ download: async () => 'fetch failed' }));
  assert.deepEqual(offline, { reason: 'no-binary', detail: 'fetch failed' });
  const empty = await findElectron(desktop({ download: async () => null }));
  assert.ok('reason' in empty && empty.reason === 'no-binary');
});

test('nothing is fetched where no window could open', async () => {
  const reason = async (changes: Partial<ElectronSearch>) => {
    const found = await findElectron(desktop(changes));
    return 'reason' in found ? found.reason : 'window';
  };
  assert.equal(await reason({ env: {} }), 'no-display');
  assert.equal(await reason({ userId: 0 }), 'root');
  assert.equal(await reason({ packageFolder: join(temporaryFolder(), 'none') }), 'not-installed');
  const env = { WAYLAND_DISPLAY: 'wayland-0', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' };
  assert.equal(await reason({ env }), 'skipped');
});

test('why there is no window is one line, in both languages', () => {
  for (const language of ['ja', 'en'] as const) {
    for (const reason of ['no-display', 'root', 'skipped', 'not-installed'] as const) {
      assert.equal(startTexts[language].noWindow({ reason }).split('\n').length, 1);
    }
    const line = startTexts[language].noWindow({ reason: 'no-binary', detail: 'fetch failed' });
    assert.match(line, /fetch failed/);
  }
});
