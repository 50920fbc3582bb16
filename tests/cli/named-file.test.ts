import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exportDataSet } from '../../electron/cleaning/export-data-set.ts';
import { SaveError } from '../../electron/cli/failure.ts';
import { writeNamedFile } from '../../electron/cli/named-file.ts';
import { mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const bytes = new Uint8Array(3 << 20);

test('a new file is written whole; one that is there stays as it is', async () => {
  const path = join(temporaryFolder(), '絵.png');
  await writeNamedFile(path, Buffer.from('first'), 'ja');
  await assert.rejects(writeNamedFile(path, Buffer.from('second'), 'ja'), SaveError);
  assert.equal(readFileSync(path, 'utf8'), 'first');
});

test(
  'where the disk is full, no part of a file or of a data set is left',
  skipWithoutMounts,
  async () => {
    const disk = mountSmallDisk(2);
    const full = { code: 'ENOSPC' };
    await assert.rejects(writeNamedFile(join(disk, '絵.png'), bytes, 'ja'), full);
    assert.deepEqual(readdirSync(disk), []);

    const folder = temporaryFolder();
    await writeTo(folder, '小.png', 'small');
    await writeTo(folder, '大.png', bytes);
    const pairs = ['小.png', '大.png'].map((picture) => ({
      picture,
      caption: '猫',
      captionFile: null,
      score: 0,
    }));
    await assert.rejects(exportDataSet({ folder }, pairs, join(disk, 'out')), full);
    assert.deepEqual(readdirSync(disk), []);
  },
);
