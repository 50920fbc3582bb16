import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { DownloadEvent } from '../../electron/api/contract/hub.ts';
import type { Secrets } from '../../electron/hub/hub-settings.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { openStudio, type StudioOptions } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { readFiles } from '../helpers/read-files.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyModel } from '../helpers/tiny-model-folder.ts';

const repository = 'someone/tiny-model';
const request = { repository, revision: 'main' };

async function open(t: TestContext, data: string, hub: StudioOptions['hub'] = {}) {
  const studio = await openStudio({
    paths: { data, resources },
    spawnWorker: forkWorker,
    appVersion: '0.1.0-test',
    hub,
  });
  t.after(() => studio.close());
  return studio;
}

async function tinyFiles(): Promise<Record<string, Buffer>> {
  return readFiles(await writeTinyModel(temporaryFolder(), 'tiny'));
}

async function last(events: AsyncIterable<DownloadEvent>): Promise<DownloadEvent | undefined> {
  let event: DownloadEvent | undefined;
  for await (event of events);
  return event;
}

test('a model comes by its name and is ready to print; the studio asks for nothing twice', async (t) => {
  const hub = await startTestHub({ repository, files: await tinyFiles() });
  const data = join(temporaryFolder(), 'データ');
  const studio = await open(t, data);
  await studio.hub.change({ address: hub.address });
  const event = await last(studio.hub.download(request));
  assert.ok(event?.type === 'downloaded' && event.model);
  assert.deepEqual(
    [event.model.name.en, event.model.arm, event.model.state],
    [repository, 'en', 'ready'],
  );
  assert.ok(event.path.startsWith(join(data, 'hub')));
  const sent = hub.sent();
  const again = await last(studio.hub.download(request));
  assert.ok(again?.type === 'downloaded' && again.model?.id === event.model.id);
  assert.equal(hub.sent(), sent);
});

test('a refusal tells the reason, the page, and what is kept', async (t) => {
  const files = await tinyFiles();
  const hub = await startTestHub({ repository, files, gate: { known: ['hf_a'], accepted: [] } });
  const studio = await open(t, temporaryFolder());
  await studio.hub.change({ address: hub.address });
  const rejects = (reason: string) =>
    assert.rejects(last(studio.hub.download(request)), (error) => {
      assert.ok(error instanceof StudioError && error.code === 'HUB_FAILED', String(error));
      const data = error.data as StudioError<'HUB_FAILED'>['data'];
      assert.deepEqual([data.reason, data.page], [reason, `${hub.address}/${repository}`]);
      assert.match(error.message, /unharmed.*kept/);
      return true;
    });
  await rejects('no-token');
  await studio.hub.change({ token: 'hf_a' });
  await rejects('licence-not-accepted');
  await studio.hub.change({ token: 'hf_b' });
  await rejects('token-refused');
  assert.ok((await studio.models.list()).every(({ embedded }) => embedded));
});

test('the token is kept for its user alone, and never told', async (t) => {
  const data = temporaryFolder();
  const studio = await open(t, data);
  const state = await studio.hub.change({ token: 'hf_secret' });
  assert.equal(state.token, 'saved');
  assert.ok(!JSON.stringify([state, studio.hub.state()]).includes('hf_secret'));
  const file = join(data, 'hub.json');
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(readFileSync(file, 'utf8').includes('hf_secret'));
  assert.equal((await studio.hub.change({ token: null })).token, 'none');
  assert.ok(!readFileSync(file, 'utf8').includes('hf_secret'));
});

test('where the system keeps secrets, no file holds the token', async (t) => {
  const data = temporaryFolder();
  const secrets: Secrets = {
    encrypt: (text) => Buffer.from([...Buffer.from(text)].map((byte) => byte ^ 90)),
    decrypt: (bytes) => Buffer.from([...bytes].map((byte) => byte ^ 90)).toString(),
  };
  const files = await tinyFiles();
  const hub = await startTestHub({
    repository,
    files,
    gate: { known: ['hf_s'], accepted: ['hf_s'] },
  });
  const studio = await open(t, data, { secrets });
  await studio.hub.change({ address: hub.address });
  await studio.hub.change({ token: 'hf_s' });
  assert.ok(!readFileSync(join(data, 'hub.json'), 'utf8').includes('hf_s'));
  assert.equal((await last(studio.hub.download(request)))?.type, 'downloaded');
  await studio.close();

  // Another program on the same folder, e.g. the command line.
  const other = await open(t, data);
  assert.equal(other.hub.state().token, 'unreadable');
});

test('a token goes only to the hub it was given for', async (t) => {
  const hub = await startTestHub({ repository, files: await tinyFiles() });
  const studio = await open(t, temporaryFolder(), { surroundings: { token: 'hf_environment' } });
  assert.equal(studio.hub.state().token, 'environment');
  await studio.hub.change({ token: 'hf_first' });
  await studio.hub.change({ address: `${hub.address}/` });
  assert.deepEqual([studio.hub.state().address, studio.hub.state().token], [hub.address, 'none']);
  await last(studio.hub.download(request));
  assert.deepEqual(new Set(hub.requests.map(({ token }) => token)), new Set([undefined]));
});

test('a damaged settings file is no reason not to open', async (t) => {
  const data = temporaryFolder();
  writeFileSync(join(data, 'hub.json'), '{"address":');
  const studio = await open(t, data);
  assert.deepEqual(studio.hub.state(), {
    address: 'https://huggingface.co',
    bytesPerSecond: null,
    token: 'none',
    tokenInSystem: false,
  });
});

test('the same repository is fetched once at a time', async (t) => {
  const hub = await startTestHub({ repository, files: await tinyFiles() });
  const studio = await open(t, temporaryFolder());
  await studio.hub.change({ address: hub.address });
  const first = studio.hub.download(request);
  await first.next();
  await assert.rejects(last(studio.hub.download(request)), { code: 'HUB_FAILED' });
  assert.equal((await last(first))?.type, 'downloaded');
});

test('a token that was given to a hub of the environment stays with that hub', async (t) => {
  const data = temporaryFolder();
  const mirror = await open(t, data, { surroundings: { address: 'http://mirror.example/' } });
  await mirror.hub.change({ token: 'hf_mirror' });
  assert.equal(mirror.hub.state().token, 'saved');
  await mirror.close();
  const usual = await open(t, data);
  assert.equal(usual.hub.state().token, 'none');
});
