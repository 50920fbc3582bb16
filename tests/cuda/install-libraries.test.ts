import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { zipSync } from 'fflate';
import type { CudaEvent } from '../../electron/api/contract/devices.ts';
import { cudaEnvironment } from '../../electron/cuda/cuda-folder.ts';
import { readLackingLibraries } from '../../electron/cuda/lacking-libraries.ts';
import { findRuntime, readProviderPackage } from '../../electron/cuda/provider-package.ts';
import { createCudaLibraries } from '../../electron/services/install-cuda.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { type PackageFeed, startPackageFeed } from '../helpers/package-feed.ts';
import {
  fillDisk,
  makeReadOnly,
  mountSmallDisk,
  skipWithoutMounts,
} from '../helpers/small-disk.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const MiB = 2 ** 20;
const name = 'Example.Runtime.Gpu.Linux';
const version = '1.2.3';
const native = 'runtimes/linux-x64/native/';
const names = {
  cuda: 'libonnxruntime_providers_cuda.so',
  shared: 'libonnxruntime_providers_shared.so',
};
/** Two segments as a package; half of it can be compressed. */
const libraries = {
  [names.cuda]: Buffer.concat([randomBytes(20 * MiB), Buffer.alloc(4 * MiB, 'cuda')]),
  [names.shared]: randomBytes(5000),
};
let content = Buffer.alloc(0);
before(() => {
  const files = Object.entries(libraries).map(([file, bytes]) => [native + file, bytes] as const);
  const unused = { 'README.md': Buffer.from('x'), [`${native}libother.so`]: randomBytes(900) };
  content = Buffer.from(zipSync({ ...Object.fromEntries(files), ...unused }, { level: 1 }));
});
const own = Buffer.from('ONNX Runtime itself');

/** As the package's own install script has it. */
function metadataFor(index: string): unknown {
  const entry = (file: string) => [`./${file}`, { package: 'gpu', path: native + file }];
  return {
    requirements: { 'linux/x64': ['cuda12'], 'win32/x64': [] },
    manifests: { 'linux/x64:cuda12': Object.fromEntries(Object.keys(libraries).map(entry)) },
    packages: { gpu: { name, versions: [{ feed: 'public', version }] } },
    feeds: { public: { type: 'nuget', index } },
  };
}

interface Place {
  readonly data: string;
  readonly cuda: ReturnType<typeof createCudaLibraries>;
  readonly installed: () => number;
}

async function placeFor(
  index: string,
  { data = temporaryFolder(), system = 'linux/x64' }: { data?: string; system?: string } = {},
): Promise<Place> {
  const folder = temporaryFolder();
  await writeTo(folder, 'libonnxruntime.so.1', own);
  const runtime = { version, folder, metadata: metadataFor(index) };
  let installed = 0;
  const onInstalled = (): void => void (installed += 1);
  const cuda = createCudaLibraries({ data, runtime, system, env: {}, onInstalled });
  return { data, cuda, installed: () => installed };
}

async function startFeed(hash?: Buffer | null): Promise<PackageFeed> {
  const feed = await startPackageFeed({ name, version, content }, hash);
  after(() => feed.close());
  return feed;
}

async function finish(events: AsyncIterable<CudaEvent>): Promise<CudaEvent[]> {
  const all: CudaEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function assertInstalled({ data }: Place): void {
  const whole = join(data, 'cuda', version);
  assert.deepEqual(readdirSync(join(data, 'cuda')), [version], 'and nothing else is left');
  assert.deepEqual(
    readdirSync(whole).toSorted(),
    ['libonnxruntime.so.1', ...Object.keys(libraries)].toSorted(),
  );
  for (const [file, bytes] of Object.entries(libraries))
    assert.ok(readFileSync(join(whole, file)).equals(bytes), file);
  assert.ok(readFileSync(join(whole, 'libonnxruntime.so.1')).equals(own));
}

/** What notes which parts have arrived. */
function journalIn({ data }: Place): string {
  return join(data, 'cuda', 'partial', `${name.toLowerCase()}.${version}.nupkg.part.json`);
}

function isFailure(reason: string, detail = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StudioError && error.code === 'CUDA_FAILED', String(error));
    assert.equal((error.data as { reason: string }).reason, reason, error.message);
    assert.match(error.message, detail);
    return true;
  };
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

/** Made outside of its test: it is removed after what the test has mounted on it. */
const readOnlyFolder = temporaryFolder();

test('a disk that can only be read', skipWithoutMounts, async (t) => {
  const feed = await startFeed();
  t.after(makeReadOnly(readOnlyFolder));
  const place = await placeFor(feed.index, { data: readOnlyFolder });
  await assert.rejects(finish(place.cuda.install()), isFailure('cannot-write'));
});

test('the installed onnxruntime-node says where its CUDA libraries are', () => {
  const runtime = findRuntime();
  const found = readProviderPackage(runtime, 'linux/x64');
  assert.ok(found);
  assert.equal(found.version, runtime.version);
  assert.match(found.index, /^https:/);
  assert.ok(found.files.some((file) => file.name === names.cuda));
  assert.equal(readProviderPackage(runtime, 'win32/x64'), null);
  assert.equal(readProviderPackage({ ...runtime, metadata: null }, 'linux/x64'), null);
});

test('names in the metadata cannot lead out of the folder', () => {
  const metadata = metadataFor('https://feed.example/index.json') as {
    manifests: Record<string, Record<string, unknown>>;
  };
  const manifest = metadata.manifests['linux/x64:cuda12'];
  assert.ok(manifest);
  manifest['./../../evil.so'] = { package: 'gpu', path: 'x' };
  assert.equal(readProviderPackage({ metadata, version, folder: '' }, 'linux/x64'), null);
});

test('what the loader does not find is told by its name', () => {
  const text = [
    '\tlinux-vdso.so.1 (0x00007ffd)',
    '\tlibcublasLt.so.12 => not found',
    '\tlibcudnn.so.9 => not found',
    '\tlibcudnn.so.9 => not found',
    '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0c)',
  ].join('\n');
  assert.deepEqual(readLackingLibraries(text), ['libcublasLt.so.12', 'libcudnn.so.9']);
});

test(
  'ONNX Runtime looks for its providers where these libraries are, by the environment alone',
  { skip: process.platform === 'linux' && process.arch === 'x64' ? false : 'Linux on x64 only' },
  async () => {
    const folder = temporaryFolder();
    const { folder: runtime } = findRuntime();
    await writeTo(
      folder,
      'libonnxruntime.so.1',
      readFileSync(join(runtime, 'libonnxruntime.so.1')),
    );
    await writeTo(folder, names.shared, 'no library');
    const program = `
      import { InferenceSession } from 'onnxruntime-node';
      const executionProviders = ['cuda'];
      await InferenceSession.create(new Uint8Array([8, 8]), { executionProviders }).catch(() => {});`;
    const environment = cudaEnvironment({ folder, isOwn: true }, process.env);
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
      cwd: join(import.meta.dirname, '..', '..'),
      env: { ...process.env, ...environment },
    });
    assert.ok(stderr.includes(join(folder, names.shared)), stderr);
    assert.match(stderr, /file too short|invalid ELF header/);
  },
);
