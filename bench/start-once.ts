/** `node bench/start-once.ts DATA-FOLDER`: opens the studio once and prints what that took as JSON. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openDatabase } from '../electron/database/open-database.ts';
import { createTables } from '../electron/database/tables.ts';
import { pictureFolders } from '../electron/images/picture-folders.ts';
import { recoverPictures } from '../electron/services/recover-pictures.ts';
import { openStudio } from '../electron/services/studio.ts';

export interface Duration {
  readonly seconds: number;
  /** Processor time over all threads. */
  readonly cpuSeconds: number;
}

export interface StartMeasurement {
  /** From the start of the process until the studio's modules are loaded. */
  readonly load: Duration;
  /** From there until the studio answers, rows and files compared. */
  readonly open: Duration;
  /** From there until 60 records and their thumbnails are read. */
  readonly page: Duration;
  /** The comparison of rows and files alone, once more. */
  readonly check: Duration;
  readonly peakBytes: number;
}

const data = process.argv[2] ?? '';
const load = since({ begun: 0, cpu: { user: 0, system: 0 } });

const opening = now();
const studio = await openStudio({
  paths: { data, resources: join(import.meta.dirname, '..', 'resources') },
  spawnWorker: () => {
    throw new Error('a worker was started, though nothing is printed');
  },
  appVersion: 'bench',
  onProblem: stop,
});
const open = since(opening);

const paging = now();
const { ids } = await studio.gallery.newest({ limit: 60 });
const records = await studio.gallery.get({ ids });
for (const { id } of records) {
  await readFile(studio.gallery.locate(id, 'thumbnail')?.path ?? '');
}
const page = since(paging);
await studio.close();

const database = openDatabase(join(data, 'nishiki.db'));
const tables = createTables(database);
const checking = now();
const found = await recoverPictures({
  tables,
  folders: pictureFolders(data),
  clock: () => new Date(),
  onProblem: stop,
});
const check = since(checking);
database.close();
if (found > 0) stop(`${found} files had no row.`);

const peakBytes = process.resourceUsage().maxRSS * 1024;
const measurement: StartMeasurement = { load, open, page, check, peakBytes };
console.log(JSON.stringify(measurement));

function stop(message: string): never {
  throw new Error(`The measured gallery is not whole: ${message}`);
}

function now() {
  return { begun: performance.now(), cpu: process.cpuUsage() };
}

function since({ begun, cpu }: ReturnType<typeof now>): Duration {
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 };
}
