import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { zipSync } from 'fflate';
import type { CudaEvent } from '../../electron/api/contract/devices.ts';
import { createCudaLibraries } from '../../electron/services/install-cuda.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { type PackageFeed, startPackageFeed } from '../helpers/package-feed.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

export const MiB = 2 ** 20;

export const name = 'Example.Runtime.Gpu.Linux';

export const version = '1.2.3';

const native = 'runtimes/linux-x64/native/';

export const names = {
  cuda: 'libonnxruntime_providers_cuda.so',
  shared: 'libonnxruntime_providers_shared.so',
};

/** Two segments as a package; half of it can be compressed. */
export const libraries = {
  [names.cuda]: Buffer.concat([randomBytes(20 * MiB), Buffer.alloc(4 * MiB, 'cuda')]),
  [names.shared]: randomBytes(5000),
};

const files = Object.entries(libraries).map(([file, bytes]) => [native + file, bytes] as const);
const unused = { 'README.md': Buffer.from('x'), [`${native}libother.so`]: randomBytes(900) };
export const content = Buffer.from(
  zipSync({ ...Object.fromEntries(files), ...unused }, { level: 1 }),
);
export const own = Buffer.from('ONNX Runtime itself');

/** As the package's own install script has it. */
export function metadataFor(index: string): unknown {
  const entry = (file: string) => [`./${file}`, { package: 'gpu', path: native + file }];
  return {
    requirements: { 'linux/x64': ['cuda12'], 'win32/x64': [] },
    manifests: { 'linux/x64:cuda12': Object.fromEntries(Object.keys(libraries).map(entry)) },
    packages: { gpu: { name, versions: [{ feed: 'public', version }] } },
    feeds: { public: { type: 'nuget', index } },
  };
}

export interface Place {
  readonly data: string;
  readonly cuda: ReturnType<typeof createCudaLibraries>;
  readonly installed: () => number;
}

export async function placeFor(
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

export async function startFeed(hash?: Buffer | null): Promise<PackageFeed> {
  const feed = await startPackageFeed({ name, version, content }, hash);
  after(() => feed.close());
  return feed;
}

export async function finish(events: AsyncIterable<CudaEvent>): Promise<CudaEvent[]> {
  const all: CudaEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function assertInstalled({ data }: Place): void {
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

export function isFailure(reason: string, detail = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StudioError && error.code === 'CUDA_FAILED', String(error));
    assert.equal((error.data as { reason: string }).reason, reason, error.message);
    assert.match(error.message, detail);
    return true;
  };
}
