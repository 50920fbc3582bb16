import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openBrowserDoor } from '../../electron/server/browser-door.ts';
import { StudioLockedError } from '../../electron/services/studio-error.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { sendRaw } from './raw-request.ts';

const resources = join(import.meta.dirname, '..', '..', 'resources');

function open(data: string, port: number | 'usual') {
  return openBrowserDoor({
    data,
    resources,
    rendererFolder: import.meta.dirname,
    port,
    appVersion: '0.0.0-test',
  });
}

test('two studios find two ports; each takes only its own token', async () => {
  const first = await open(temporaryFolder(), 'usual');
  const second = await open(temporaryFolder(), 'usual');
  assert.notEqual(first.port, second.port);
  const foreign = await sendRaw(
    second.port,
    new URL(first.url).pathname + new URL(first.url).search,
  );
  assert.equal(foreign.status, 401);
  await Promise.all([first.close(), second.close()]);
});

test('a port that was asked for and is taken is an error, and the folder is free again', async () => {
  const holder = await open(temporaryFolder(), 0);
  const data = temporaryFolder();
  await assert.rejects(open(data, holder.port), { code: 'EADDRINUSE' });
  const again = await open(data, 0);
  await again.close();
  await holder.close();
});

test('two doors on one data folder: the second is told who has it, and its port is not taken', async () => {
  const data = temporaryFolder();
  const holder = await open(data, 0);
  await assert.rejects(open(data, 0), (error) => {
    assert.ok(error instanceof StudioLockedError);
    assert.equal(error.holder?.pid, process.pid);
    return true;
  });
  await holder.close();
});

test('a door whose address cannot be left for the command line is an error, and nothing stays open', async () => {
  const data = temporaryFolder();
  mkdirSync(join(data, 'door.json'));
  const listening = () =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'TCPServerWrap').length;
  const before = listening();
  await assert.rejects(open(data, 0), { code: 'ERR_FS_EISDIR' });
  // The system takes a closed socket back a turn of the loop later.
  for (let turn = 0; turn < 100 && listening() > before; turn += 1) await setImmediate();
  assert.equal(listening(), before);
  rmSync(join(data, 'door.json'), { recursive: true });
  const again = await open(data, 0);
  await again.close();
});
