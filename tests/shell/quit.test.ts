import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, callsOf } from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const { closeBeforeQuit } = await import('../../electron/shell/quit.ts');

/** Whether the program was kept open. */
function quit(): boolean {
  let kept = false;
  app.emit('will-quit', { preventDefault: () => (kept = true) });
  return kept;
}

test('the program ends only after the studio is closed, which is asked for once', async () => {
  const closing = Promise.withResolvers<void>();
  let asked = 0;
  closeBeforeQuit(() => {
    asked += 1;
    return closing.promise;
  });
  assert.equal(quit(), true);
  assert.equal(quit(), true);
  assert.equal(asked, 1);
  assert.deepEqual(callsOf('app.quit'), []);
  closing.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(callsOf('app.quit'), [[]]);
  assert.equal(quit(), false);
});
