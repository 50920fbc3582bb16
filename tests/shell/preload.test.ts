import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portMessage, type DesktopBridge } from '../../electron/api/contract/bridge.ts';
import { callsOf, exposed } from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const posted: [unknown, string, MessagePort[]][] = [];
Object.assign(globalThis, {
  window: {
    location: { origin: 'nishiki-app://studio' },
    postMessage: (data: unknown, origin: string, ports: MessagePort[]) =>
      posted.push([data, origin, ports]),
  },
});
await import('../../electron/shell/preload.ts');
const bridge = exposed.get('nishiki') as DesktopBridge;

test('the page gets the bridge’s functions and nothing else', () => {
  assert.deepEqual([...exposed.keys()], ['nishiki']);
  assert.deepEqual(
    Object.keys(bridge).toSorted(),
    [
      'pathOf',
      'pickFile',
      'pickFolder',
      'pickPictures',
      'platform',
      'requestPort',
      'revealPicture',
      'showLogs',
      'startDrag',
    ].toSorted(),
  );
});

test('asked for a port, it gives one end to the page and the other to the main process', async () => {
  bridge.requestPort();
  const [sent] = callsOf('ipcRenderer.postMessage') as [[string, null, MessagePort[]]];
  const [received] = posted;
  assert.ok(sent && received);
  assert.equal(sent[0], 'nishiki:port');
  assert.deepEqual(received.slice(0, 2), [portMessage, 'nishiki-app://studio']);
  const [mainEnd] = sent[2];
  const [pageEnd] = received[2];
  assert.ok(mainEnd && pageEnd);
  const arrived = new Promise((resolve) => {
    pageEnd.addEventListener('message', (event) => resolve(event.data));
    pageEnd.start();
  });
  mainEnd.postMessage('錦');
  assert.equal(await arrived, '錦');
  mainEnd.close();
});

test('drags, reveals and asks for folders by the main process', async () => {
  bridge.startDrag(['p1', 'p2']);
  bridge.revealPicture('p1');
  assert.deepEqual(callsOf('ipcRenderer.send'), [
    ['nishiki:drag', ['p1', 'p2']],
    ['nishiki:reveal', 'p1'],
  ]);
  assert.equal(await bridge.pickFolder(), '/models/chosen');
  assert.equal(await bridge.pickFile(), '/models/chosen');
  assert.equal(await bridge.pickPictures(), '/models/chosen');
  assert.deepEqual(callsOf('ipcRenderer.invoke'), [
    ['nishiki:pick-folder'],
    ['nishiki:pick-file'],
    ['nishiki:pick-pictures'],
  ]);
  assert.equal(bridge.pathOf(new File([], '猫.png')), '/dropped/猫.png');
});
