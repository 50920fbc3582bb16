import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import {
  app,
  BrowserWindow,
  calls,
  callsOf,
  ipcMain,
  protocolHandlers,
} from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const data = join(temporaryFolder(), 'データ');
process.env['NISHIKI_DATA'] = data;
await import('../../electron/shell/main.ts');
while (callsOf('window.loadURL').length === 0) await pause(10);

test('what must come before Electron is ready comes before', () => {
  const order = calls.map(([name]) => name);
  const ready = order.indexOf('app.whenReady');
  assert.ok(order.indexOf('protocol.register') < ready);
  assert.ok(order.indexOf('app.setPath') < ready);
  assert.deepEqual(callsOf('app.setPath'), [
    ['userData', data],
    ['sessionData', join(data, 'window')],
  ]);
  assert.ok(app.listenerCount('web-contents-created') > 0);
});

test('one window, sandboxed and isolated, on the studio’s page', () => {
  const [window, ...others] = BrowserWindow.opened;
  assert.ok(window && others.length === 0);
  const { webPreferences } = window.options as { webPreferences: Record<string, unknown> };
  assert.equal(webPreferences['sandbox'], true);
  assert.equal(webPreferences['contextIsolation'], true);
  assert.equal(webPreferences['nodeIntegration'], false);
  assert.match(String(webPreferences['preload']), /preload\.cjs$/);
  assert.deepEqual(callsOf('window.loadURL'), [['nishiki-app://studio/']]);
  assert.deepEqual([...protocolHandlers.keys()].toSorted(), ['nishiki-app', 'nishiki-image']);
  assert.ok(ipcMain.listenerCount('nishiki:port') > 0);
});

test('a second start brings the window forward instead of opening another', () => {
  app.emit('second-instance');
  assert.equal(BrowserWindow.opened.length, 1);
  assert.deepEqual(callsOf('window.restore'), [[]]);
  assert.deepEqual(callsOf('window.focus'), [[]]);
});

test('quitting closes the studio first: its folder is free again', async () => {
  assert.ok(existsSync(data));
  let kept = false;
  app.emit('will-quit', { preventDefault: () => (kept = true) });
  assert.equal(kept, true);
  while (callsOf('app.quit').length === 0) await pause(10);
  const { openStudio } = await import('../../electron/services/studio.ts');
  const again = await openStudio({
    paths: { data, resources: join(import.meta.dirname, '..', '..', 'resources') },
    spawnWorker: () => assert.fail('no worker is needed'),
    appVersion: '0.0.0-test',
  });
  await again.close();
});
