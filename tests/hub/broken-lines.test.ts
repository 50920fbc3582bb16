import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRateLimit } from '../../electron/hub/rate-limit.ts';
import { refuse } from '../helpers/hub-server.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import {
  MiB,
  repository,
  files,
  total,
  download,
  finish,
  pathOfWhole,
  assertWhole,
  isProblem,
} from './published-folder.ts';

test('connections that break or stall are made anew from where they broke', async () => {
  const hub = await startTestHub({ repository, files });
  hub.faults.cutAfter = { bytes: 3 * MiB, times: 4 };
  hub.faults.stallAfter = { bytes: 5 * MiB, times: 1 };
  const folder = temporaryFolder();
  const address = {
    address: hub.address,
    token: null,
    retryDelays: [1, 1],
    answerWithin: 60_000,
    stallAfter: 400,
  };
  await finish(download(hub, folder, { hub: address }));
  assertWhole(folder);
  assert.ok(hub.sent() <= total + MiB, 'hardly a byte twice');
});

test('a hub that fails now and then is asked again, one that always fails is not asked for ever', async () => {
  const hub = await startTestHub({ repository, files });
  let failures = 2;
  hub.faults.answer = (_request, response) => {
    if (failures-- <= 0) return false;
    refuse(response, 503);
    return true;
  };
  const folder = temporaryFolder();
  await finish(download(hub, folder));
  assertWhole(folder);
  failures = Infinity;
  const before = hub.requests.length;
  await assert.rejects(finish(download(hub, temporaryFolder())), isProblem('server', /503/));
  assert.equal(hub.requests.length - before, 3);
});

test('a hub that does not know ranges sends more, and the file is right', async () => {
  const hub = await startTestHub({ repository, files });
  hub.faults.ignoreRanges = true;
  const folder = temporaryFolder();
  await finish(download(hub, folder));
  assertWhole(folder);
});

test('a damaged file is fetched once more; damaged twice, it does not become part of a model', async () => {
  const hub = await startTestHub({ repository, files });
  hub.faults.damage = { times: 1 };
  const folder = temporaryFolder();
  const events = await finish(download(hub, folder));
  assertWhole(folder);
  assert.deepEqual(events.at(-2), { type: 'progress', bytesDone: total, bytesTotal: total });

  hub.faults.damage = { times: Infinity };
  const other = temporaryFolder();
  await assert.rejects(finish(download(hub, other)), isProblem('damaged', /twice/));
  assert.ok(!existsSync(pathOfWhole(other)));
  hub.faults.damage = { times: 0 };
  await finish(download(hub, other));
  assertWhole(other);
});

test('ended in the middle, it goes on where it was', async () => {
  const hub = await startTestHub({ repository, files });
  const folder = temporaryFolder();
  const controller = new AbortController();
  const { signal } = controller;
  const limit = createRateLimit(20 * MiB, () => performance.now());
  await assert.rejects(
    async () => {
      for await (const event of download(hub, folder, { signal, limit, connections: 1 })) {
        if (event.type === 'progress' && event.bytesDone > 17 * MiB) controller.abort();
      }
    },
    { name: 'AbortError' },
  );
  assert.ok(!existsSync(pathOfWhole(folder)));
  const [first] = await finish(download(hub, folder));
  assert.ok(first?.type === 'listed' && first.bytesDone >= 16 * MiB);
  assertWhole(folder);
});

test('killed in the middle, it goes on where it was', async () => {
  const hub = await startTestHub({ repository, files });
  const folder = temporaryFolder();
  const room = join(import.meta.dirname, '..', '..', 'electron', 'hub');
  const program = `
    import { downloadRepository } from ${JSON.stringify(join(room, 'download-repository.ts'))};
    import { createRateLimit } from ${JSON.stringify(join(room, 'rate-limit.ts'))};
    const [address, folder] = process.argv.slice(1);
    const hub = { address, token: null, retryDelays: [], answerWithin: 10000, stallAfter: 10000 };
    const limit = createRateLimit(${20 * MiB}, () => performance.now());
    for await (const event of downloadRepository({ hub, name: '${repository}', revision: 'main',
      folder, limit, connections: 1, reportEvery: 5, signal: new AbortController().signal })) {
      if (event.type === 'progress') console.log(event.bytesDone);
    }`;
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program, hub.address, folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  child.stdout.on('data', (text: Buffer) => {
    if (
      text
        .toString()
        .split('\n')
        .some((line) => Number(line) > 17 * MiB)
    )
      child.kill('SIGKILL');
  });
  const [, end] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (code, name) => resolve([code, name]));
  });
  assert.equal(end, 'SIGKILL');
  assert.ok(!existsSync(pathOfWhole(folder)));
  const before = hub.sent();
  const [first] = await finish(download(hub, folder));
  assert.ok(first?.type === 'listed' && first.bytesDone >= 16 * MiB);
  assert.equal(hub.sent() - before, total - first.bytesDone);
  assertWhole(folder);
});

test('a hub that never answers, or never comes to the end of its list, is not waited for', async () => {
  const hub = await startTestHub({ repository, files });
  const patient = {
    address: hub.address,
    token: null,
    retryDelays: [],
    answerWithin: 60_000,
    stallAfter: 60_000,
  };
  const folder = temporaryFolder();
  hub.faults.answer = () => true;
  await assert.rejects(
    finish(download(hub, folder, { hub: { ...patient, answerWithin: 50 } })),
    isProblem('no-network', /does not answer/),
  );
  hub.faults.answer = (_request, response) => response.write('{"sha":') || true;
  await assert.rejects(
    finish(download(hub, folder, { hub: { ...patient, stallAfter: 50 } })),
    isProblem('no-network', /sent nothing more/),
  );
  hub.faults.answer = (_request, response) => {
    const block = Buffer.alloc(MiB, ' ');
    const go = (): void => void response.write(block, (error) => error ?? go());
    go();
    return true;
  };
  await assert.rejects(
    finish(download(hub, folder, { hub: patient })),
    isProblem('server', /without end/),
  );
});
