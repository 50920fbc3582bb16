import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CudaEvent } from '../../electron/api/contract/devices.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import {
  MiB,
  name,
  version,
  libraries,
  content,
  own,
  metadataFor,
  type Place,
  placeFor,
  startFeed,
  finish,
  assertInstalled,
  isFailure,
} from './example-libraries.ts';

/** What notes which parts have arrived. */
function journalIn({ data }: Place): string {
  return join(data, 'cuda', 'partial', `${name.toLowerCase()}.${version}.nupkg.part.json`);
}

test('the libraries arrive with a copy of ONNX Runtime, whole, and only what is listed', async () => {
  const feed = await startFeed();
  const place = await placeFor(feed.index);
  assert.equal((await place.cuda.state(true)).state, 'missing');
  assert.equal(place.cuda.environment(), null);
  const events: CudaEvent[] = [];
  for await (const event of place.cuda.install()) {
    const isThere = existsSync(join(place.data, 'cuda', version));
    assert.equal(isThere, event.type === 'installed', event.type);
    events.push(event);
  }
  assertInstalled(place);
  assert.equal(feed.sent(), content.length, 'every byte once');
  assert.equal(place.installed(), 1);
  const total = Object.values(libraries).reduce((sum, bytes) => sum + bytes.length, 0);
  assert.deepEqual(events.at(-2), { type: 'unpacking', bytesDone: total, bytesTotal: total });
  const state = await place.cuda.state(true);
  assert.equal(state.state, 'installed');
  assert.equal(state.package, `${name} ${version}`);
  assert.deepEqual(place.cuda.environment(), {
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    LD_LIBRARY_PATH: join(place.data, 'cuda', version),
  });
  await assert.rejects(finish(place.cuda.install()), isFailure('already-there'));
});

test('libraries of another version of ONNX Runtime make room', async () => {
  const feed = await startFeed();
  const place = await placeFor(feed.index);
  await writeTo(place.data, 'cuda/1.0.0/libonnxruntime_providers_cuda.so', 'old');
  await finish(place.cuda.install());
  assertInstalled(place);
});

test('stopped in the middle, it goes on where it was', async () => {
  const feed = await startFeed();
  const place = await placeFor(feed.index);
  feed.faults.holdAfter = 17 * MiB;
  const controller = new AbortController();
  await assert.rejects(
    async () => {
      for await (const event of place.cuda.install({ signal: controller.signal })) {
        if (event.type === 'fetching' && existsSync(journalIn(place))) controller.abort();
      }
    },
    { name: 'AbortError' },
  );
  assert.equal((await place.cuda.state(false)).state, 'missing');
  assert.ok(existsSync(join(place.data, 'cuda', 'partial')));
  delete feed.faults.holdAfter;
  const sentBefore = feed.sent();
  await finish(place.cuda.install());
  assertInstalled(place);
  assert.ok(feed.sent() - sentBefore < content.length, 'what had arrived is not sent again');
});

test('killed in the middle, it goes on where it was', async () => {
  const feed = await startFeed();
  const place = await placeFor(feed.index);
  feed.faults.holdAfter = 18 * MiB;
  const folder = temporaryFolder();
  await writeTo(folder, 'libonnxruntime.so.1', own);
  const room = join(import.meta.dirname, '..', '..', 'electron');
  const options = {
    data: place.data,
    system: 'linux/x64',
    env: {},
    runtime: { version, folder, metadata: metadataFor(feed.index) },
  };
  const program = `
    import { createCudaLibraries } from ${JSON.stringify(join(room, 'services', 'install-cuda.ts'))};
    const options = { ...${JSON.stringify(options)}, onInstalled() {} };
    for await (const event of createCudaLibraries(options).install()) {
      if (event.bytesDone >= ${18 * MiB}) console.log('far enough');
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.on('data', () => child.kill('SIGKILL'));
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
  assert.equal(signal, 'SIGKILL');
  delete feed.faults.holdAfter;
  await finish(place.cuda.install());
  assertInstalled(place);
});

test('a line that breaks is made anew from where it broke', async () => {
  const feed = await startFeed();
  feed.faults.cutAfter = { bytes: 2 * MiB, times: 2 };
  const place = await placeFor(feed.index);
  await finish(place.cuda.install());
  assertInstalled(place);
  // What was on its way when the line was cut may come twice, and no more.
  assert.ok(feed.sent() <= content.length + 4 * MiB);
});

test('what is damaged on the way is fetched once more; damaged twice it is refused, and not kept', async () => {
  const feed = await startFeed();
  feed.faults.damage = { times: 1 };
  const place = await placeFor(feed.index);
  await finish(place.cuda.install());
  assertInstalled(place);
  feed.faults.damage = { times: Infinity };
  const other = await placeFor(feed.index);
  await assert.rejects(finish(other.cuda.install()), isFailure('damaged'));
  assert.equal((await other.cuda.state(true)).state, 'missing');
  feed.faults.damage = { times: 0 };
  await finish(other.cuda.install());
  assertInstalled(other);
});

test('another content than the catalogue says is refused', async () => {
  const feed = await startFeed(createHash('sha512').update('something else').digest());
  const place = await placeFor(feed.index);
  await assert.rejects(finish(place.cuda.install()), isFailure('damaged'));
  assert.ok(!existsSync(join(place.data, 'cuda', version)));
});

test('where a feed has no catalogue, the checksums in the package find what is damaged', async () => {
  const feed = await startFeed(null);
  feed.faults.damage = { times: 1 };
  const place = await placeFor(feed.index);
  await assert.rejects(finish(place.cuda.install()), isFailure('damaged'));
  assert.equal((await place.cuda.state(true)).state, 'missing');
  await finish(place.cuda.install());
  assertInstalled(place);
});
