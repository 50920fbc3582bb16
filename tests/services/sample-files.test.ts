import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampleModelFiles } from '../../electron/services/sample-files.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const bytes = 4 * 2 ** 20;

async function sampled(content: Buffer): Promise<string> {
  const path = join(temporaryFolder(), 'model.ckpt');
  writeFileSync(path, content);
  return await sampleModelFiles(path, {});
}

test('large files are told apart by each part of them, whatever they are called', async () => {
  const plain = await sampled(Buffer.alloc(bytes));
  const trained = (start: number, end: number) => Buffer.alloc(bytes).fill(1, start, end);
  // One network of several: a sixteenth of the file, wherever it lies.
  for (let start = 0; start < bytes; start += bytes / 16) {
    assert.notEqual(await sampled(trained(start, start + bytes / 16)), plain, `${start}`);
  }
  assert.notEqual(await sampled(trained(bytes - 1, bytes)), plain);
  assert.notEqual(await sampled(Buffer.alloc(bytes + 1)), plain);

  const folder = temporaryFolder();
  const path = join(folder, 'one.ckpt');
  writeFileSync(path, Buffer.alloc(bytes));
  renameSync(path, join(folder, 'other.ckpt'));
  assert.equal(await sampleModelFiles(join(folder, 'other.ckpt'), {}), plain);
});

test('small files are told apart by any byte', async () => {
  const content = Buffer.alloc(500_000);
  const plain = await sampled(content);
  content[333_333] = 1;
  assert.notEqual(await sampled(content), plain);
});
