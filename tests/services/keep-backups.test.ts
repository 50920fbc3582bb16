import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { listBackups } from '../../electron/database/back-up-database.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import type { DataFolder } from '../../electron/services/data-folder.ts';
import { keepBackups } from '../../electron/services/keep-backups.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Waits for what goes on outside of timers, which stand still here. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('the database is copied a minute after the start and then once a day, looked at every hour', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const path = temporaryFolder();
  const file = join(path, 'nishiki.db');
  const database = openDatabase(file);
  let now = Date.now();
  let looks = 0;
  let isAway = false;
  let asksOfDrive = 0;
  const problems: string[] = [];
  const stop = keepBackups(
    {
      path,
      database,
      isThere() {
        asksOfDrive += 1;
        return !isAway;
      },
    } as unknown as DataFolder,
    {
      clock() {
        looks += 1;
        return new Date(now);
      },
      onProblem: (message) => problems.push(message),
    },
  );
  t.mock.timers.tick(minute - 1);
  assert.equal(looks, 0, 'the first minute belongs to the user');
  t.mock.timers.tick(1);
  await until(() => listBackups(file).length === 1);
  t.mock.timers.tick(hour);
  assert.deepEqual([looks, asksOfDrive], [2, 1], 'looked at, and not due');

  now += 25 * hour;
  isAway = true;
  t.mock.timers.tick(hour);
  await until(() => asksOfDrive === 2);
  assert.equal(listBackups(file).length, 1, 'nothing is written beside the drive');
  isAway = false;
  t.mock.timers.tick(hour);
  await until(() => listBackups(file).length === 2);
  assert.deepEqual(problems, []);

  // One that fails is told, and the next hour tries again.
  now += 25 * hour;
  database.close();
  for (const failures of [1, 2]) {
    t.mock.timers.tick(hour);
    await until(() => problems.length === failures);
  }
  await stop();
  t.mock.timers.tick(hour);
  assert.equal(looks, 6, 'not after it was ended');
});
