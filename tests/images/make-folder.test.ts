import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../../electron/images/make-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('a folder is made with those above it, and may be there', () => {
  const folder = join(temporaryFolder(), '絵', '二', '三');
  makeFolder(join(folder, '四'));
  makeFolder(folder);
  makeFolder(parse(folder).root);
  assert.ok(existsSync(join(folder, '四')));
});

test('a file in its place, and a place where none can be made, are errors', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  assert.throws(() => makeFolder(file), { code: 'EEXIST' });
  assert.throws(() => makeFolder(join(file, 'below')));
  if (process.platform === 'linux') {
    assert.throws(() => makeFolder('/proc/nowhere/below'), { code: 'ENOENT' });
  }
});
