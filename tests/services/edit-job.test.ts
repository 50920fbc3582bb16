import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { createJob } from '../../electron/services/create-job.ts';
import { createOpenJob } from '../../electron/services/open-job.ts';
import type { OpenJob } from '../../electron/services/open-job.ts';
import { createQueueService } from '../../electron/services/queue.ts';
import type { QueueServiceOptions } from '../../electron/services/queue.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const requestFor = (seed: string) =>
  generationRequestSchema.parse({
    arms: [{ kind: 'ja', modelId: 'm', prompt: '猫', negativePrompt: '' }],
    seed,
  });

test('whoever begins a job at the moment when it is edited finds what its row says, and nothing of what went wrong before', async (t) => {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  let entry: OpenJob | undefined;
  let seen: readonly string[] | undefined;
  const options = {
    tables: createTables(database),
    models: { requireToPrint: () => ({ recommended: printSettingsSchema.parse({}) }) },
    settings: { read: () => ({ safetyChecker: false, watermark: false }) },
    wildcards: { linesFor: () => ({}) },
    clock: () => new Date('2026-11-27T18:00:00Z'),
    queue: {
      get() {
        // A worker that becomes free looks for work as soon as nothing else runs.
        queueMicrotask(() => (seen = entry?.job.seeds));
        return entry;
      },
      open: () => [entry],
      changed() {},
    },
  } as unknown as QueueServiceOptions;
  const rest = { priority: 'foreground', own: true, attached: false } as const;
  entry = createOpenJob({ ...(await createJob(requestFor('1'), 'foreground', options)), ...rest });
  Object.assign(entry, { deaths: 2, oneByOne: true, footprint: 'small', notBefore: 1e9 });

  const { job } = await createQueueService(options).edit({
    jobId: entry.job.id,
    request: requestFor('2'),
  });
  assert.deepEqual(seen, ['2']);
  assert.deepEqual(options.tables.jobs.get(job.id)?.job.seeds, ['2']);
  const { deaths, oneByOne, footprint, notBefore } = entry;
  assert.deepEqual([deaths, oneByOne, footprint, notBefore], [0, false, 'usual', 0]);
});
