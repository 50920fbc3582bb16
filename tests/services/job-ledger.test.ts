import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { createJobLedger } from '../../electron/services/job-ledger.ts';
import { createOpenJob } from '../../electron/services/open-job.ts';
import { createStorageWait } from '../../electron/services/wait-for-storage.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const settings = printSettingsSchema.parse({});

function openLedger(t: TestContext) {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder, 'nishiki.db'));
  t.after(() => database.close());
  const tables = createTables(database);
  const problems: string[] = [];
  const onProblem = (message: string): void => void problems.push(message);
  const storage = createStorageWait(onProblem);
  const clock = () => new Date('2026-11-26T12:00:00Z');
  const ledger = createJobLedger({ tables, storage, clock, onProblem, picturesFolder: folder });
  const prompt = { id: 'p', arms: [], settings, seed: '1', count: 1, at: '2026' };
  const promptId = tables.prompts.use(prompt);
  const base = { comparisonId: null, arms: [], seeds: ['1'], settings, createdAt: '2026' };
  const job = { ...base, id: 'job', status: 'queued' as const };
  tables.jobs.insert(job, promptId, 'foreground');
  const fields = { promptId, priority: 'foreground', own: true, attached: false } as const;
  return { database, tables, ledger, storage, problems, entry: createOpenJob({ job, ...fields }) };
}

/** Where it would wait for ever. */
const patience = { timeout: 60_000 };

test(
  'an end that the disk does not take is written when it does, so a cancelled job does not come back',
  patience,
  async (t) => {
    const { database, tables, ledger, storage, entry } = openLedger(t);
    database.pragma('query_only = ON');
    ledger.finish(entry, 'cancelled');
    await entry.ended.promise;
    assert.equal(storage.held()?.reason, 'EROFS');
    assert.equal(
      tables.jobs.get('job')?.job.status,
      'queued',
      'its followers do not wait for the disk',
    );

    const free = new Promise<void>((resolve) => storage.onChange(resolve));
    database.pragma('query_only = OFF');
    await free;
    assert.equal(storage.held(), null);
    assert.equal(tables.jobs.get('job')?.job.status, 'cancelled');
  },
);

test('a studio that closes does not wait for the disk', patience, async (t) => {
  const { database, tables, ledger, storage, entry } = openLedger(t);
  database.pragma('query_only = ON');
  ledger.finish(entry, 'cancelled');
  await entry.ended.promise;
  assert.notEqual(storage.held(), null);
  const free = new Promise<void>((resolve) => storage.onChange(resolve));
  ledger.close();
  await free;
  assert.equal(storage.held(), null);
  assert.equal(tables.jobs.get('job')?.job.status, 'queued');
});
