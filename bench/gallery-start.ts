import { link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import sharp from 'sharp';

import { openDatabase } from '../electron/database/open-database.ts';
import { createTables } from '../electron/database/tables.ts';
import { pictureFolders, thumbnailPath } from '../electron/images/picture-folders.ts';
import { encodeThumbnail } from '../electron/images/thumbnail.ts';
import { runApart } from './scratch.ts';
import type { Duration, StartMeasurement } from './start-once.ts';

/** Names of one file: file systems allow 65 000 at the most (ext4), NTFS 1023. */
const namesOfFile = 1000;
const firstPage = 60;
const starts = 3;

/**
 * Lays a picture file beside every row of the database in a data folder and measures how the studio starts on them, each
 * time in a process of its own: three times after it was closed, three times after a crash.
 *
 * @param data holds nishiki.db
 */
export async function benchGalleryStart(data: string): Promise<void> {
  const begun = performance.now();
  const count = await writePictureFiles(data);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(`\n${count.toLocaleString('en')} picture files written in ${seconds} s\n`);
  const head = [
    'modules',
    'open',
    'first page',
    'check alone',
    'CPU: open',
    'CPU: check',
    'memory',
  ];
  console.log(row(['start', ...head]));
  // The first one registers the demo models.
  await start(data);
  for (const name of ['after a close', 'after a crash']) {
    for (let round = 0; round < starts; round++) {
      // What a studio that was killed leaves.
      if (name === 'after a crash') await writeFile(join(data, 'nishiki.lock'), '{}');
      report(name, await start(data));
    }
  }
}

async function writePictureFiles(data: string): Promise<number> {
  const database = openDatabase(join(data, 'nishiki.db'));
  const { pictureFiles, pictures, gallery } = createTables(database);
  const files = pictureFiles.list({ removed: false });
  const first = pictures.get(gallery.newest(firstPage)).map(({ id }) => pictureFiles.get(id)?.file);
  database.close();
  const folders = pictureFolders(data);
  const made = new Set<string>();
  let source = '';
  for (const [index, file] of files.entries()) {
    const path = join(folders.pictures, file);
    const folder = dirname(path);
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    if (index % namesOfFile === 0) {
      await writeFile(path, await encodePicture(index / namesOfFile));
      source = path;
    } else {
      await link(source, path);
    }
  }
  for (const file of first.filter((one) => one !== undefined)) {
    const path = thumbnailPath(folders, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await encodeThumbnail(join(folders.pictures, file)));
  }
  return files.length;
}

/** A PNG file of 512 × 512 pixels in one colour. */
async function encodePicture(number: number): Promise<Buffer> {
  const background = { r: number % 256, g: (number * 7) % 256, b: (number * 31) % 256 };
  const create = { width: 512, height: 512, channels: 3 as const, background };
  return await sharp({ create }).png().toBuffer();
}

async function start(data: string): Promise<StartMeasurement> {
  return await runApart('start-once.ts', data);
}

function report(name: string, { load, open, page, check, peakBytes }: StartMeasurement): void {
  const wall = ({ seconds }: Duration): string => `${seconds.toFixed(2)} s`;
  const cpu = ({ cpuSeconds }: Duration): string => `${cpuSeconds.toFixed(2)} s`;
  const memory = `${Math.round(peakBytes / 2 ** 20)} MiB`;
  console.log(
    row([name, wall(load), wall(open), wall(page), wall(check), cpu(open), cpu(check), memory]),
  );
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(16) + cells.map((cell) => cell.padStart(13)).join('');
}
