import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  downloadRepository,
  type DownloadEvent,
  type DownloadOptions,
} from '../../electron/hub/download-repository.ts';
import { HubError, type HubProblem } from '../../electron/hub/hub-error.ts';
import { createRateLimit } from '../../electron/hub/rate-limit.ts';
import { commit, refuse, type HubServer } from '../helpers/hub-server.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const MiB = 2 ** 20;
const repository = 'rinna/japanese-stable-diffusion';
/** As a published folder is: weights in two forms, a safety checker, pictures. The UNet has three segments. */
const files = {
  'README.md': Buffer.from('---\nlicense: other\n---\n'),
  'model_index.json': Buffer.from('{"_class_name":"JapaneseStableDiffusionPipeline"}'),
  'assets/猫.png': randomBytes(2000),
  'safety_checker/config.json': Buffer.from('{}'),
  'safety_checker/pytorch_model.bin': randomBytes(2000),
  'scheduler/scheduler_config.json': Buffer.from('{}'),
  'text_encoder/config.json': Buffer.from('{}'),
  'text_encoder/pytorch_model.bin': randomBytes(3000),
  'text_encoder/pytorch_model.fp16.bin': randomBytes(1500),
  'tokenizer/spiece.model': randomBytes(2500),
  'tokenizer/added_tokens.txt': Buffer.alloc(0),
  'unet/config.json': Buffer.from('{}'),
  'unet/diffusion_pytorch_model.bin': randomBytes(2000),
  'unet/diffusion_pytorch_model.safetensors': randomBytes(33 * MiB),
  'vae/config.json': Buffer.from('{}'),
  'vae/diffusion_pytorch_model.bin': randomBytes(2000),
};
const needed = Object.keys(files).filter(
  (name) => !/^assets|^safety|fp16/.test(name) && name !== 'unet/diffusion_pytorch_model.bin',
);
const total = needed.reduce((sum, name) => sum + files[name as keyof typeof files].length, 0);

const gated = { known: ['hf_reader', 'hf_stranger'], accepted: ['hf_reader'] };

function download(
  hub: HubServer,
  folder: string,
  { token = null, ...changes }: Partial<DownloadOptions> & { token?: string | null } = {},
): AsyncGenerator<DownloadEvent, void, void> {
  return downloadRepository({
    hub: { address: hub.address, token, retryDelays: [1, 1], stallAfter: 10_000 },
    name: repository,
    revision: 'main',
    variant: undefined,
    folder,
    limit: createRateLimit(null, () => performance.now()),
    connections: 4,
    reportEvery: 5,
    signal: new AbortController().signal,
    ...changes,
  });
}

async function finish(events: AsyncIterable<DownloadEvent>): Promise<DownloadEvent[]> {
  const all: DownloadEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function pathOfWhole(folder: string): string {
  return join(folder, 'models--rinna--japanese-stable-diffusion', 'snapshots', commit);
}

function assertWhole(folder: string): void {
  const whole = pathOfWhole(folder);
  const there = readdirSync(whole, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(whole, name)).isFile(),
  );
  assert.deepEqual(
    there.map((name) => name.replaceAll('\\', '/')).toSorted(),
    needed.toSorted(),
    'what a model needs, and no traces of fetching',
  );
  for (const name of needed) {
    assert.ok(readFileSync(join(whole, name)).equals(files[name as keyof typeof files]), name);
  }
}

function isProblem(problem: HubProblem, message = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof HubError, String(error));
    assert.equal(error.problem, problem, error.message);
    assert.match(error.message, message);
    return true;
  };
}

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

test('the token goes to the hub and never to where large files are stored', async () => {
  const hub = await startTestHub({ repository, files, gate: gated });
  await finish(download(hub, temporaryFolder(), { token: 'hf_reader' }));
  const tokens = (atStorage: boolean) =>
    new Set(hub.requests.filter((one) => one.atStorage === atStorage).map(({ token }) => token));
  assert.deepEqual(tokens(false), new Set(['Bearer hf_reader']));
  assert.deepEqual(tokens(true), new Set([undefined]));
});

test('a gate is told apart by what it wants', async (t) => {
  const hub = await startTestHub({ repository, files, gate: gated });
  const folder = temporaryFolder();
  const rejects = (problem: HubProblem, token: string | null = null) =>
    assert.rejects(finish(download(hub, folder, { token })), isProblem(problem));
  await t.test('no token', () => rejects('no-token'));
  await t.test('a token that the hub does not know, and that it repeats', () =>
    assert.rejects(finish(download(hub, folder, { token: 'hf_wrong' })), (error: Error) => {
      assert.ok(!error.message.includes('hf_wrong'));
      return isProblem('token-refused', /Invalid credentials: •••/)(error);
    }),
  );
  await t.test('a licence that is not accepted', () =>
    rejects('licence-not-accepted', 'hf_stranger'),
  );
  for (const message of ['Your request is awaiting a review.', 'has been rejected by the owner']) {
    await t.test(`no access: ${message}`, async () => {
      hub.faults.answer = ({ url }, response) => {
        if (!url?.includes('/resolve/')) return false;
        refuse(response, 403, 'GatedRepo', message);
        return true;
      };
      await rejects('no-access', 'hf_reader');
    });
  }
  await t.test('no such repository', async () => {
    hub.faults.answer = (_request, response) => {
      refuse(response, 401, 'RepoNotFound');
      return true;
    };
    await rejects('not-found');
  });
  await t.test('no network', () =>
    assert.rejects(
      finish(download({ ...hub, address: 'http://127.0.0.1:9' }, folder)),
      isProblem('no-network', /127\.0\.0\.1:9 cannot be reached: \w/),
    ),
  );
  assert.equal(hub.sent(), 0, 'no file was sent');
});

test('connections that break or stall are made anew from where they broke', async () => {
  const hub = await startTestHub({ repository, files });
  hub.faults.cutAfter = { bytes: 3 * MiB, times: 4 };
  hub.faults.stallAfter = { bytes: 5 * MiB, times: 1 };
  const folder = temporaryFolder();
  const address = { address: hub.address, token: null, retryDelays: [1, 1], stallAfter: 400 };
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
    const hub = { address, token: null, retryDelays: [], stallAfter: 10000 };
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
