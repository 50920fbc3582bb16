import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { openDatabase, type Database } from '../../electron/database/open-database.ts';
import { createTables, type Tables } from '../../electron/database/tables.ts';
import { startStudio } from './studio-process.ts';

export { expect } from '@playwright/test';

/** The studio that tests share. Its data folder is new, with a Japanese name, and deleted at the end. */
export interface RunningStudio {
  /** Address with the token; another one after a restart. */
  readonly url: string;
  readonly dataFolder: string;
  /** Closes the studio and opens it again on the same data folder; `meanwhile` may change that. */
  restart(meanwhile?: () => void): Promise<void>;
}

export interface TestFixtures {
  /** Fails a test whose page threw an error or broke its content security policy. Set to true to look away. */
  mayComplain: boolean;
  complaintsWatch: void;
}

export interface WorkerFixtures {
  /**
   * Files that name the same studio share it, with all that was printed in it, while they run in one worker process. A
   * file that needs an untouched one names its own: `test.use({ studioName: 'its-name' })`.
   */
  studioName: string;
  studio: RunningStudio;
}

/** `test` of the app's specs: `studio` is a real browser door; `page` is on it already, let in by the token. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  studioName: ['shared', { option: true, scope: 'worker' }],
  studio: [
    async ({ studioName }, use) => {
      const dataFolder = await mkdtemp(join(tmpdir(), `nishiki-データ-${studioName}-`));
      await keepStudio(dataFolder, use);
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  page: async ({ page, studio }, use) => {
    await page.goto(studio.url);
    await use(page);
  },
  mayComplain: [false, { option: true }],
  complaintsWatch: [
    async ({ context, mayComplain }, use) => {
      const complaints: string[] = [];
      context.on('weberror', (failure) => complaints.push(failure.error().stack ?? ''));
      context.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
      });
      await use();
      if (complaints.length > 0 && !mayComplain) {
        throw new Error(`The page complained:\n${complaints.join('\n')}`);
      }
    },
    { auto: true },
  ],
});

/** As `keepStudio`, on a new folder whose database `insert` fills before the studio opens it. */
export async function keepSeededStudio(
  insert: (tables: Tables, database: Database) => void,
  use: (studio: RunningStudio) => Promise<void>,
): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'nishiki-作品-'));
  const bare = await startStudio(dataFolder);
  await bare.stop();
  const database = openDatabase(join(dataFolder, 'nishiki.db'));
  const tables = createTables(database);
  tables.transaction(() => insert(tables, database));
  database.close();
  await keepStudio(dataFolder, use);
}

/** Opens a studio on the folder for as long as `use` takes, then closes it and deletes the folder. */
async function keepStudio(
  dataFolder: string,
  use: (studio: RunningStudio) => Promise<void>,
): Promise<void> {
  let running = await startStudio(dataFolder);
  await use({
    get url() {
      return running.url;
    },
    dataFolder,
    async restart(meanwhile) {
      await running.stop();
      meanwhile?.();
      running = await startStudio(dataFolder);
    },
  });
  await running.stop();
  await rm(dataFolder, { recursive: true, force: true });
}
