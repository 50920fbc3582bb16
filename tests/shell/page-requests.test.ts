import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { os } from '@orpc/server';
import { answers, calls, callsOf, ipcMain } from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const { offerPort } = await import('../../electron/shell/rpc-port.ts');
const { offerPictureFiles } = await import('../../electron/shell/drag-out.ts');
const { offerModelDialogs } = await import('../../electron/shell/model-dialogs.ts');
const { channels } = await import('../../electron/shell/channels.ts');

const ownFrame = { url: 'nishiki-app://studio/', parent: null };
const foreignFrame = { url: 'https://evil.example/', parent: null };

let folder: string;
let picture: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nishiki-drag-'));
  picture = join(folder, 'サラリーマン.png');
  await writeFile(picture, 'picture');
  const paths: Record<string, string> = { p1: picture, lost: join(folder, 'lost.png') };
  const gallery = {
    locate: (id: string) => (paths[id] ? { path: paths[id], mime: 'image/png' } : null),
  };
  offerPictureFiles(gallery, '/icons/icon.png');
  offerModelDialogs({
    pickFolder: 'フォルダ',
    pickPictures: '絵',
    pickFile: 'ファイル',
    weights: '重み',
  });
  offerPort({ greet: os.handler(() => '錦') });
});
after(() => rm(folder, { recursive: true, force: true }));

/** What the page dragged: files and icon of each started drag. */
function drag(ids: unknown, senderFrame: object = ownFrame): unknown[] {
  const dragged: unknown[] = [];
  const sender = { startDrag: (item: unknown) => dragged.push(item) };
  ipcMain.emit(channels.drag, { sender, senderFrame }, ids);
  return dragged;
}

test('a drag hands over the files that are there, with the picture as its icon', () => {
  const icon = { path: picture, height: 96 };
  const expected = [{ file: picture, files: [picture], icon }];
  assert.deepEqual(drag(['p1', 'lost', 'unknown']), expected);
});

test('an unreadable picture is dragged with the program’s icon, never an empty one', () => {
  answers.unreadableImages.add(picture);
  const [item] = drag(['p1']) as [{ icon: { path: string } }];
  assert.equal(item.icon.path, '/icons/icon.png');
  answers.unreadableImages.clear();
});

test('a drag of nothing, of lost files, of no ids or from elsewhere starts nothing', () => {
  for (const ids of [[], ['lost'], ['../p1'], 'p1', null, [1], Array(501).fill('p1')]) {
    assert.deepEqual(drag(ids), [], JSON.stringify(ids)?.slice(0, 40));
  }
  assert.deepEqual(drag(['p1'], foreignFrame), []);
});

test('a picture is shown in the file manager, by id only', () => {
  calls.length = 0;
  ipcMain.emit(channels.reveal, { senderFrame: ownFrame }, 'p1');
  ipcMain.emit(channels.reveal, { senderFrame: ownFrame }, '/etc/passwd');
  ipcMain.emit(channels.reveal, { senderFrame: ownFrame }, { id: 'p1' });
  ipcMain.emit(channels.reveal, { senderFrame: foreignFrame }, 'p1');
  assert.deepEqual(callsOf('shell.showItemInFolder'), [[picture]]);
});

for (const channel of [channels.pickFolder, channels.pickFile]) {
  test(`${channel} answers with a path, or null when it was closed or another page asked`, async () => {
    const ask = ipcMain.handlers.get(channel);
    assert.ok(ask);
    answers.pickedFolders = ['C:\\あ\\モデル'];
    assert.equal(await ask({ senderFrame: ownFrame, sender: {} }), 'C:\\あ\\モデル');
    assert.equal(await ask({ senderFrame: foreignFrame, sender: {} }), null);
    answers.pickedFolders = [];
    assert.equal(await ask({ senderFrame: ownFrame, sender: {} }), null);
  });
}

test('the page’s port carries the contract', async () => {
  const { port1, port2 } = new MessageChannel();
  ipcMain.emit(channels.port, { senderFrame: ownFrame, ports: [port1] });
  const client: { greet(): Promise<string> } = createORPCClient(
    new RPCLink({ port: port2 as unknown as MessagePort }),
  );
  port2.start();
  assert.equal(await client.greet(), '錦');
  port2.close();
});

test('a port of another page is closed', async () => {
  const { port1, port2 } = new MessageChannel();
  const closed = new Promise<void>((resolve) => port2.on('close', () => resolve()));
  ipcMain.emit(channels.port, { senderFrame: foreignFrame, ports: [port1] });
  await closed;
});
