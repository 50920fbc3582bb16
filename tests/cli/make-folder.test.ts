import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../../electron/cli/make-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('a folder is made with those above it, by several at once, and may be there', async () => {
  const folder = join(temporaryFolder(), '絵', '二', '三');
  await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(folder, '四'))]);
  await makeFolder(folder);
  await makeFolder(parse(folder).root);
  assert.ok(existsSync(join(folder, '四')));
});

test('a file in its place, and a place where none can be made, are errors', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await assert.rejects(makeFolder(file), { code: 'EEXIST' });
  await assert.rejects(makeFolder(join(file, 'below')));
  if (process.platform === 'linux') {
    await assert.rejects(makeFolder('/proc/nowhere/below'), { code: 'ENOENT' });
  }
});
