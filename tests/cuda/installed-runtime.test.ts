import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cudaEnvironment } from '../../electron/cuda/cuda-folder.ts';
import { readLackingLibraries } from '../../electron/cuda/lacking-libraries.ts';
import { findRuntime, readProviderPackage } from '../../electron/cuda/provider-package.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { version, names, metadataFor } from './example-libraries.ts';

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
      import { InferenceSession } from './native-models/models/onnx-runtime.ts';
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
