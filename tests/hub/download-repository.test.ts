import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DownloadEvent } from '../../electron/hub/download-repository.ts';
import { createRateLimit } from '../../electron/hub/rate-limit.ts';
import { commit, refuse } from '../helpers/hub-server.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import {
  repository,
  files,
  needed,
  total,
  download,
  finish,
  pathOfWhole,
  assertWhole,
  isProblem,
} from './published-folder.ts';

test('what a model needs arrives whole, and its folder only with all of it', async () => {
  const hub = await startTestHub({ repository, files });
  const folder = temporaryFolder();
  const events: DownloadEvent[] = [];
  for await (const event of download(hub, folder)) {
    if (event.type !== 'done') assert.ok(!existsSync(pathOfWhole(folder)), event.type);
    events.push(event);
  }
  assert.deepEqual(events[0], {
    type: 'listed',
    commit,
    files: needed.length,
    bytesDone: 0,
    bytesTotal: total,
  });
  assert.deepEqual(events.at(-2), { type: 'progress', bytesDone: total, bytesTotal: total });
  const done = events.at(-1);
  assert.ok(done?.type === 'done');
  assert.deepEqual(
    { ...done, files: done.files.toSorted() },
    {
      type: 'done',
      kind: 'model',
      path: pathOfWhole(folder),
      commit,
      files: needed.toSorted(),
    },
  );
  assertWhole(folder);
  assert.equal(hub.sent(), total, 'every byte once');
});

test('the safety checker comes where it is asked for, also after the model', async () => {
  const hub = await startTestHub({ repository, files });
  const folder = temporaryFolder();
  await finish(download(hub, folder));
  await finish(download(hub, folder, { safetyChecker: true }));
  assert.equal(hub.sent(), total + 2002);
  const weights = join(pathOfWhole(folder), 'safety_checker/pytorch_model.bin');
  assert.ok(readFileSync(weights).equals(files['safety_checker/pytorch_model.bin']));
});

test('what is there is not fetched again; another variant brings only its own weights', async () => {
  const hub = await startTestHub({ repository, files });
  const folder = temporaryFolder();
  await finish(download(hub, folder));
  const before = hub.sent();
  await finish(download(hub, folder));
  assert.equal(hub.sent(), before);
  await finish(download(hub, folder, { variant: 'fp16' }));
  assert.equal(hub.sent(), before + 1500);
  assert.ok(existsSync(join(pathOfWhole(folder), 'text_encoder/pytorch_model.fp16.bin')));
});

test('what another request has left unfinished does not become part of the model', async () => {
  const hub = await startTestHub({ repository, files });
  const folder = temporaryFolder();
  hub.faults.answer = (request, response) => {
    if (!request.url?.includes('fp16') || request.method === 'HEAD') return false;
    refuse(response, 404);
    return true;
  };
  await assert.rejects(finish(download(hub, folder, { variant: 'fp16' })), isProblem('not-found'));
  await finish(download(hub, folder));
  assertWhole(folder);
});

test('names that lead out of the folder are refused, whatever the system', async () => {
  for (const name of [
    '../evil.json',
    '/etc/evil',
    'a/../../b',
    'C:\\evil',
    'a\\b',
    'unet//x',
    'a/\0',
  ]) {
    const hub = await startTestHub({
      repository,
      files: { 'model_index.json': files['model_index.json'], [name]: Buffer.from('x') },
    });
    await assert.rejects(finish(download(hub, temporaryFolder())), isProblem('server'), name);
  }
});

test('a scorer is known by its config, a repository of something else is refused', async () => {
  const scorer = {
    'config.json': Buffer.from('{}'),
    'pytorch_model.bin': randomBytes(2000),
    'spiece.model': randomBytes(1500),
    'data/train.txt': Buffer.from('x'),
  };
  const hub = await startTestHub({ repository, files: scorer });
  const folder = temporaryFolder();
  const last = (await finish(download(hub, folder))).at(-1);
  assert.ok(last?.type === 'done' && last.kind === 'scorer');
  assert.deepEqual(readdirSync(last.path).toSorted(), [
    'config.json',
    'pytorch_model.bin',
    'spiece.model',
  ]);
  const other = await startTestHub({ repository, files: { 'data.bin': randomBytes(2000) } });
  await assert.rejects(finish(download(other, temporaryFolder())), isProblem('not-a-model'));
});

test('a limit is shared by all connections', async () => {
  const pauses: number[] = [];
  let moment = 0;
  const limit = createRateLimit(
    1000,
    () => moment,
    async (milliseconds) => void pauses.push(milliseconds),
  );
  const { signal } = new AbortController();
  for (const bytes of [10, 20, 30]) await limit.take(bytes, signal);
  assert.deepEqual(pauses, [10, 30, 60], 'each waits for those before it');
  moment = 10_000;
  await limit.take(5, signal);
  assert.equal(pauses.at(-1), 5, 'time without traffic is not saved up');
});
