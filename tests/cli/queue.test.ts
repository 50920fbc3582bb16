import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { QueueState } from '../../electron/api/contract/queue.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { openBrowserDoor } from '../../electron/server/browser-door.ts';
import { openStudio } from '../../electron/services/studio.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { runNishiki } from '../helpers/run-nishiki.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const data = join(temporaryFolder(), 'データ');

const nishiki = (...args: string[]) => runNishiki(['queue', ...args, '--data', data], 'en_US');

async function queueJob(seed: string): Promise<string> {
  const studio = await openStudio({
    paths: { data, resources },
    spawnWorker: () => assert.fail('nothing is printed here'),
    appVersion: '0.0.0-test',
  });
  await studio.queue.pause();
  const arm = {
    kind: 'ja',
    modelId: 'demo-ja-stage2',
    prompt: '猫 油絵',
    negativePrompt: '',
  } as const;
  const { job } = await studio.queue.submit({
    arms: [arm],
    seed,
    count: 2,
    promptSyntax: 'plain',
    noiseSource: 'cpu',
    priority: 'background',
  });
  await studio.close();
  return job.id;
}

test('queue lists, cancels and retries jobs of a folder in which no studio is open', async () => {
  const id = await queueJob('1');
  const listed = await nishiki('list');
  assert.equal(listed.code, exitCodes.ok, listed.note);
  assert.match(listed.out, new RegExp(`${id} +waiting +background +0/2 +猫 油絵`));
  assert.match(listed.note, /paused/);
  const cancelled = await nishiki('cancel', id, 'gone');
  assert.equal(cancelled.code, exitCodes.partial);
  assert.equal(cancelled.out, 'Cancelled: 1 job.\n');
  assert.match(cancelled.note, /not all of it[^]*Neither queued nor running: gone\n$/);
  assert.equal((await nishiki('cancel', id)).code, exitCodes.usage);
  assert.match((await nishiki('cancel')).note, /ids of jobs, or --all/);
  const retried = await nishiki('retry', id, '--json');
  assert.equal((JSON.parse(retried.out) as QueueState).open[0]?.job.id, id);
  assert.match((await nishiki('retry', 'gone')).note, /no such job/);
});

test('queue steers the studio that is open in a browser, by a file of this user alone', async (t) => {
  const door = await openBrowserDoor({
    data,
    resources,
    rendererFolder: import.meta.dirname,
    port: 0,
    appVersion: '0.0.0-test',
  });
  t.after(() => door.close());
  if (process.platform !== 'win32') {
    assert.equal(statSync(join(data, 'door.json')).mode & 0o777, 0o600);
  }
  const state = JSON.parse((await nishiki('pause', '--json')).out) as QueueState;
  assert.deepEqual([state.paused, state.open.length], [true, 1]);
  const all = await nishiki('cancel', '--all');
  assert.equal(all.out, 'Cancelled: 1 job.\n');
  const resumed = JSON.parse((await nishiki('resume', '--json')).out) as QueueState;
  assert.deepEqual([resumed.paused, resumed.open.length], [false, 0]);
  await door.close();
  assert.equal((await nishiki('list')).code, exitCodes.ok, 'its own studio again');
});
