import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelRecord } from '../../electron/database/models-table.ts';
import { describeWorkerDeath } from '../../electron/services/print-failure.ts';
import { WorkerDiedError } from '../../electron/workers/worker-errors.ts';
import { readMemory } from '../../electron/workers/read-memory.ts';

const facts = { jobId: 'j', saved: 0, attempts: 3 };

/** A model of so many parameters; nothing else of it is looked at. */
const modelOf = (unet: number) =>
  ({ name: { ja: 'm', en: 'm' }, parameters: { textEncoder: 0, unet, vae: 0 } }) as ModelRecord;

const small = modelOf(1);
const large = modelOf(readMemory().totalBytes);

test('why a worker died: by its exit code, by the system’s own count, and by what it held', () => {
  const deaths: readonly (readonly [WorkerDiedError, ModelRecord, string, RegExp])[] = [
    [new WorkerDiedError(1, false), small, 'start', /libraries cannot be loaded/],
    [new WorkerDiedError(132, false), large, 'start', /libraries cannot be loaded/],
    [new WorkerDiedError(null, false), small, 'killed', /lack of memory/],
    [new WorkerDiedError(null, false), large, 'killed', /lack of memory/],
    [
      new WorkerDiedError(null, false, { forMemory: true }),
      small,
      'memory',
      /close other programs/,
    ],
    [new WorkerDiedError(9, false, { forMemory: true }), small, 'memory', /close other programs/],
    [new WorkerDiedError(139, true), large, 'crash', /a fault in it/],
    [new WorkerDiedError(null, true), small, 'killed', /from outside/],
    [new WorkerDiedError(null, true), large, 'memory', /smaller size/],
  ];
  for (const [error, model, reason, words] of deaths) {
    const { data, message } = describeWorkerDeath(error, model, facts);
    assert.equal(data.reason, reason, message);
    assert.match(message, words);
  }
});
