import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import SQLite from 'better-sqlite3';
import sharp from 'sharp';
import type { ImportPicturesEvent } from '../../electron/api/contract/import-pictures.ts';
import { openStudio } from '../../electron/services/studio.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { fillDisk, mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const count = 150;

/** Pictures that differ, the later ones larger. */
async function writePictures(folder: string, number: number, side = 64): Promise<void> {
  for (let index = 0; index < number; index++) {
    const background = `rgb(${index}, ${255 - index}, 90)`;
    const create = { width: side, height: side + index, channels: 3 as const, background };
    const png = await sharp({ create }).png().toBuffer();
    await writeTo(folder, `${String(index).padStart(3, '0')}.png`, png);
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).map(String);
  return names.filter((name) => /\.(png|webp|part)$/.test(name));
}

/** What is there where a killed studio had the folder. */
function lookInto(data: string): { rows: string[]; files: string[] } {
  const database = new SQLite(join(data, 'nishiki.db'), { readonly: true });
  const rows = database.prepare<[], string>('SELECT file FROM pictures').pluck().all();
  database.close();
  return { rows, files: filesIn(join(data, 'pictures')) };
}

async function open(data: string) {
  return await openStudio({
    paths: { data, resources },
    spawnWorker: () => assert.fail('nothing is printed here'),
    appVersion: '0.1.0-test',
    onProblem: () => {},
  });
}

test('killed anywhere, an import leaves no row without its file, and goes on without losing or doubling one', async () => {
  const from = temporaryFolder();
  await writePictures(from, count);
  const data = join(temporaryFolder(), 'データ');
  const pictures = join(data, 'pictures');
  /** Each looks for what tells one place in the work from the next. */
  const places: ((before: number, kept: number) => boolean)[] = [
    () => filesIn(pictures).some((name) => name.endsWith('.part')),
    (before) => filesIn(pictures).filter((name) => name.endsWith('.png')).length > before,
    (before) => filesIn(join(data, 'thumbnails')).length > before,
    (_before, kept) => kept > 1,
  ];
  for (const isThere of places) {
    const before = filesIn(pictures).filter((name) => name.endsWith('.png')).length;
    const script = join(import.meta.dirname, 'importing-studio.ts');
    const child = spawn(process.execPath, [script, data, from], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    const isOpen = (): boolean => said.startsWith('open');
    while (child.exitCode === null && !(isOpen() && isThere(before, said.split('kept').length - 1)))
      await sleep(1);
    child.kill('SIGKILL');
    if (child.exitCode === null) await once(child, 'exit');
    const { rows, files } = lookInto(data);
    assert.deepEqual(
      rows.filter((file) => !files.includes(file)),
      [],
      'rows without files',
    );
  }

  const studio = await open(data);
  let last: ImportPicturesEvent | undefined;
  for await (const event of studio.pictureImport.import({ paths: [from] })) last = event;
  assert.ok(last?.type === 'done' && last.failed === 0);
  await studio.close();
  const { rows, files } = lookInto(data);
  assert.equal(rows.length, count);
  assert.deepEqual(rows.toSorted(), files.toSorted(), 'each once, and nothing half-written');
  assert.equal(filesIn(join(data, 'thumbnails')).length, count);
});

test(
  'a disk that fills up ends an import; what it says was kept is there, and it goes on later',
  skipWithoutMounts,
  async () => {
    const from = temporaryFolder();
    await writePictures(from, 100, 900);
    const disk = mountSmallDisk(12);
    const studio = await open(join(disk, 'data'));
    let saved = -1;
    await assert.rejects(
      async () => {
        const events = studio.pictureImport.import({ paths: [from] });
        for await (const event of events) {
          if (event.type === 'progress' && event.done > 0) fillDisk(join(disk, 'filler'));
        }
      },
      (error) => {
        assert.ok(error instanceof StudioError && error.code === 'CANNOT_SAVE');
        saved = (error as StudioError<'CANNOT_SAVE'>).data.saved;
        return true;
      },
    );
    const pictures = join(disk, 'data', 'pictures');
    assert.equal(filesIn(pictures).filter((name) => name.endsWith('.png')).length, saved);
    assert.deepEqual(
      filesIn(pictures).filter((name) => name.endsWith('.part')),
      [],
    );
    rmSync(join(disk, 'filler'));
    await studio.close();
    const again = await open(join(disk, 'data'));
    for await (const _ of again.pictureImport.import({ paths: [from] }));
    assert.equal((await again.gallery.list({})).ids.length, 100);
    await again.close();
  },
);
