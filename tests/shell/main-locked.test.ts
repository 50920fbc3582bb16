import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openStudio } from '../../electron/services/studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { BrowserWindow, callsOf } from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const data = temporaryFolder();

test('a data folder in use is said in a dialog, and no window is opened', async () => {
  const holder = await openStudio({
    paths: { data, resources: join(import.meta.dirname, '..', '..', 'resources') },
    spawnWorker: () => assert.fail('no worker is needed'),
    appVersion: '0.0.0-test',
  });
  process.env['NISHIKI_DATA'] = data;
  await import('../../electron/shell/main.ts');
  while (callsOf('app.exit').length === 0) await pause(10);
  const [[title, text]] = callsOf('dialog.showErrorBox') as [[string, string]];
  assert.equal(title, '錦を開けません');
  assert.match(text, new RegExp(`in use .*process ${process.pid}`));
  assert.deepEqual(BrowserWindow.opened, []);
  await holder.close();
});
