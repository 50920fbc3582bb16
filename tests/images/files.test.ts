import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  choosePictureFile,
  pictureFolders,
  thumbnailPath,
} from '../../electron/images/picture-folders.ts';
import { moveFileDurably, writeFileDurably } from '../../electron/images/write-file-durably.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import {
  fillDisk,
  makeReadOnly,
  mountSmallDisk,
  skipWithoutMounts,
} from '../helpers/small-disk.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const now = new Date(2026, 10, 22, 13, 5, 9);

test('a picture file is named by day, time, seed and arm, with characters that every system takes', () => {
  const folders = pictureFolders(temporaryFolder());
  const recipe = makeRecipe({ seed: '18446744073709551615', arm: 'en-raw' });
  const file = choosePictureFile(folders, recipe, now);
  assert.equal(file, '2026-11-22/20261122-130509-18446744073709551615-en-raw.png');
  assert.match(file, /^[0-9a-z/.-]+$/);
  assert.equal(
    thumbnailPath(folders, file),
    join(folders.thumbnails, '2026-11-22', '20261122-130509-18446744073709551615-en-raw.webp'),
  );
});

test('a name that is taken, in the gallery or in the trash, is not given again', async () => {
  const folders = pictureFolders(temporaryFolder());
  const names: string[] = [];
  for (const folder of [folders.pictures, folders.trash, folders.pictures]) {
    const file = choosePictureFile(folders, makeRecipe(), now);
    await writeFileDurably(join(folder, file), new Uint8Array(1));
    names.push(file.replace(/.*42-/, ''));
  }
  assert.deepEqual(names, ['ja.png', 'ja-2.png', 'ja-3.png']);
});

test('writing makes folders and leaves only the whole file, also where an old one was', async () => {
  const path = join(temporaryFolder(), 'あ', '猫.png');
  await writeFileDurably(path, Buffer.from('first'));
  await writeFileDurably(path, Buffer.from('second'));
  assert.equal(readFileSync(path, 'utf8'), 'second');
  assert.deepEqual(readdirSync(dirname(path)), ['猫.png']);
});

test('where a file stands in the place of a folder, the error says so and nothing is changed', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'pictures'), 'a file');
  await assert.rejects(writeFileDurably(join(folder, 'pictures', 'a.png'), new Uint8Array(1)), {
    code: /ENOTDIR|EEXIST/,
  });
  assert.equal(readFileSync(join(folder, 'pictures'), 'utf8'), 'a file');
});

test('a full disk leaves no half file and the old ones whole', skipWithoutMounts, async () => {
  const folder = mountSmallDisk(1);
  await writeFileDurably(join(folder, 'old.png'), Buffer.alloc(1000, 7));
  fillDisk(join(folder, 'filler'));
  await assert.rejects(writeFileDurably(join(folder, 'new.png'), Buffer.alloc(100_000)), {
    code: 'ENOSPC',
  });
  await assert.rejects(writeFileDurably(join(folder, 'old.png'), Buffer.alloc(100_000)), {
    code: 'ENOSPC',
  });
  assert.deepEqual(readdirSync(folder).toSorted(), ['filler', 'old.png']);
  assert.deepEqual(readFileSync(join(folder, 'old.png')), Buffer.alloc(1000, 7));
});

test('a read-only folder is reported by the system’s code', skipWithoutMounts, async () => {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  const undo = makeReadOnly(folder);
  try {
    await assert.rejects(writeFileDurably(join(folder, 'a.png'), new Uint8Array(1)), {
      code: 'EROFS',
    });
  } finally {
    undo();
  }
});

test('moving makes the target’s folder', async () => {
  const folder = temporaryFolder();
  const from = join(folder, 'pictures', 'day', 'a.png');
  await writeFileDurably(from, Buffer.from('picture'));
  await moveFileDurably(from, join(folder, 'trash', 'day', 'a.png'));
  assert.deepEqual(readdirSync(join(folder, 'pictures', 'day')), []);
  assert.equal(readFileSync(join(folder, 'trash', 'day', 'a.png'), 'utf8'), 'picture');
});
