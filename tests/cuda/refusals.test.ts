import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  fillDisk,
  makeReadOnly,
  mountSmallDisk,
  skipWithoutMounts,
} from '../helpers/small-disk.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import {
  MiB,
  version,
  placeFor,
  startFeed,
  finish,
  assertInstalled,
  isFailure,
} from './example-libraries.ts';

/** Made outside of its test: it is removed after what the test has mounted on it. */
const readOnlyFolder = temporaryFolder();

test('each thing that may be wrong is told apart', async (t) => {
  const rejects = async (reason: string, options: Parameters<typeof placeFor>, detail = /./) => {
    const place = await placeFor(...options);
    await assert.rejects(finish(place.cuda.install()), isFailure(reason, detail));
    assert.equal(place.installed(), 0);
    return place;
  };
  await t.test('no network', async () => {
    await rejects('no-network', ['http://127.0.0.1:9/index.json']);
  });
  await t.test('another system', async () => {
    const feed = await startFeed();
    const { cuda } = await rejects('unsupported', [feed.index, { system: 'win32/x64' }], /win32/);
    assert.equal((await cuda.state(true)).state, 'unsupported');
  });
  await t.test('a package that is not there any more', async () => {
    const feed = await startFeed();
    feed.faults.answer = ({ url }, response) => {
      if (!url?.includes('/flat/')) return false;
      response.statusCode = 404;
      response.end();
      return true;
    };
    await rejects('not-found', [feed.index]);
  });
  await t.test('a feed that fails', async () => {
    const feed = await startFeed();
    feed.faults.answer = (_request, response) => {
      response.statusCode = 503;
      response.end();
      return true;
    };
    await rejects('server', [feed.index], /503/);
  });
  await t.test('a network that answers with its own page', async () => {
    const feed = await startFeed();
    feed.faults.answer = (_request, response) => {
      response.end('<html>Please log in</html>');
      return true;
    };
    await rejects('server', [feed.index], /login page/);
  });
  await t.test('an index that leads away from a protected line', async () => {
    const feed = await startFeed();
    feed.faults.answer = ({ url }, response) => {
      if (url !== '/v3/index.json') return false;
      const resources = [{ '@id': 'ftp://elsewhere/flat/', '@type': 'PackageBaseAddress/3.0.0' }];
      response.end(JSON.stringify({ resources }));
      return true;
    };
    await rejects('server', [feed.index], /another protocol/);
  });
  await t.test('a folder that cannot be made', async () => {
    const feed = await startFeed();
    const data = temporaryFolder();
    writeFileSync(join(data, 'cuda'), 'a file');
    await rejects('cannot-write', [feed.index, { data }]);
  });
  await t.test('fetched twice at the same time', async () => {
    const feed = await startFeed();
    feed.faults.holdAfter = MiB;
    const { cuda } = await placeFor(feed.index);
    const first = cuda.install();
    assert.equal((await first.next()).value?.type, 'fetching');
    await assert.rejects(finish(cuda.install()), isFailure('busy'));
    await first.return();
  });
});

test(
  'a disk without room says so before the bytes, and is no matter later',
  skipWithoutMounts,
  async () => {
    const feed = await startFeed();
    const data = mountSmallDisk(80);
    fillDisk(join(data, 'filler'));
    const place = await placeFor(feed.index, { data });
    await assert.rejects(finish(place.cuda.install()), isFailure('no-space'));
    assert.equal(feed.sent(), 0);
    spawnSync('rm', [join(data, 'filler')]);
    await finish(place.cuda.install());
    assertInstalled(place);
  },
);

test('a disk that has room for the package alone', skipWithoutMounts, async () => {
  const feed = await startFeed();
  const place = await placeFor(feed.index, { data: mountSmallDisk(30) });
  await assert.rejects(finish(place.cuda.install()), isFailure('no-space'));
  assert.ok(!existsSync(join(place.data, 'cuda', version)));
});

test('a disk that can only be read', skipWithoutMounts, async (t) => {
  const feed = await startFeed();
  t.after(makeReadOnly(readOnlyFolder));
  const place = await placeFor(feed.index, { data: readOnlyFolder });
  await assert.rejects(finish(place.cuda.install()), isFailure('cannot-write'));
});
