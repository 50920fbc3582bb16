import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { app, callsOf, session } from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const { guardNavigation, guardPermissions } =
  await import('../../electron/shell/navigation-guards.ts');
const { isOwnFrame, isOwnPage } = await import('../../electron/shell/own-page.ts');

/** A page's contents that the guard is attached to. */
class Contents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  /** Whether an event of this name and address was stopped. */
  isStopped(name: string, url = ''): boolean {
    let stopped = false;
    this.emit(name, { url, preventDefault: () => (stopped = true) });
    return stopped;
  }
}

guardNavigation();
const contents = new Contents();
app.emit('web-contents-created', {}, contents);

test('the window stays on the studio’s page', () => {
  for (const name of ['will-navigate', 'will-redirect']) {
    assert.equal(contents.isStopped(name, 'nishiki-app://studio/gallery'), false);
    for (const url of [
      'https://evil.example/',
      'nishiki-app://studio.evil.example/',
      'nishiki-app://other/',
      'nishiki-image://picture/1',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'not a url',
    ]) {
      assert.equal(contents.isStopped(name, url), true, `${name} ${url}`);
    }
  }
});

test('no second window and no embedded page; https goes to the user’s browser', () => {
  assert.equal(contents.isStopped('will-attach-webview'), true);
  const urls = ['https://example.org/licence', 'http://example.org', 'file:///x', 'ssh://host', ''];
  for (const url of urls) assert.deepEqual(contents.openHandler?.({ url }), { action: 'deny' });
  assert.deepEqual(callsOf('shell.openExternal'), [['https://example.org/licence']]);
});

test('the page may copy and nothing else', () => {
  guardPermissions(session.defaultSession as never);
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
  ]) {
    session.defaultSession.requestHandler?.(null, permission, (yes) => assert.equal(yes, false));
    assert.equal(session.defaultSession.checkHandler?.(null, permission), false, permission);
  }
  session.defaultSession.requestHandler?.(null, 'clipboard-sanitized-write', (yes) =>
    assert.equal(yes, true),
  );
  assert.equal(session.defaultSession.deviceHandler?.(), false);
});

test('only the page’s main frame is listened to', () => {
  const page = 'nishiki-app://studio/';
  assert.equal(isOwnPage(page), true);
  assert.equal(isOwnFrame({ url: page, parent: null }), true);
  assert.equal(isOwnFrame({ url: page, parent: {} as never }), false);
  assert.equal(
    isOwnFrame({ url: 'https://evil.example/nishiki-app://studio/', parent: null }),
    false,
  );
  assert.equal(isOwnFrame(null), false);
});
