import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyBeside, readableName } from '../../electron/cli/file-names.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('a name keeps the words, seed and arm', () => {
  assert.equal(readableName('サラリーマン 油絵', '42', 'ja'), 'サラリーマン 油絵-42-ja');
});

test('a name is taken by every file system', () => {
  const prompts = [
    'a/b\\c:d*e?f"g<h>i|j',
    '../../etc/passwd',
    ' . ',
    '',
    '\u0000\n\t',
    '猫\u202Eexe.',
    'CON',
  ];
  for (const prompt of prompts) {
    const name = readableName(prompt, '1', 'en');
    assert.doesNotMatch(name, /[<>:"/\\|?*\p{Cc}\p{Cf}]|^[. ]/u, prompt);
    assert.match(name, /.-1-en$/, prompt);
  }
});

test('a long prompt leaves a short name, cut between characters', () => {
  const name = readableName('𠮷'.repeat(4000), '18446744073709551615', 'ja-stage1');
  assert.ok(Buffer.byteLength(`${name}.png`) < 255);
  assert.ok(name.isWellFormed());
});

test('a copy never replaces a file', async () => {
  const folder = temporaryFolder();
  const source = join(folder, 'source.png');
  await writeFile(source, 'picture');
  const paths = [];
  for (let copy = 0; copy < 3; copy += 1)
    paths.push(await copyBeside(source, folder, '猫', '.png'));
  assert.deepEqual(paths, [
    join(folder, '猫.png'),
    join(folder, '猫-2.png'),
    join(folder, '猫-3.png'),
  ]);
  assert.equal(await readFile(join(folder, '猫-3.png'), 'utf8'), 'picture');
});

test('a copy that cannot be made says why', async () => {
  const folder = temporaryFolder();
  await assert.rejects(copyBeside(join(folder, 'none.png'), folder, 'a', '.png'), {
    code: 'ENOENT',
  });
});
