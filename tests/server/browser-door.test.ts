import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
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
