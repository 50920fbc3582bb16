import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../electron/api/contract/generation.ts';
import type { ModelRecord } from '../../electron/database/models-table.ts';
import { countDeath, nextPauseEnd } from '../../electron/services/job-attempts.ts';
import { createOpenJob } from '../../electron/services/open-job.ts';
import { WorkerDiedError } from '../../electron/workers/worker-errors.ts';

const small = { id: 'm', parameters: { textEncoder: 1, unet: 1, vae: 1 } };
const model = { ...small, name: { ja: 'm', en: 'm' } } as ModelRecord;

function openJob() {
  const job = { id: 'j', arms: [], seeds: [] } as unknown as Job;
  const rest = { promptId: null, priority: 'foreground', own: true, attached: false } as const;
  return createOpenJob({ job, ...rest });
}

test('a job is given up with the third death of a worker over it', () => {
  const entry = openJob();
  const death = new WorkerDiedError(1, true);
  assert.deepEqual(
    [1, 2, 3].map(() => countDeath(entry, death, model)?.code ?? null),
    [null, null, 'WORKER_DIED'],
  );
  assert.equal(entry.footprint, 'usual');
});

test('ended for lack of memory, it is tried once more with a small footprint', () => {
  const entry = openJob();
  const death = new WorkerDiedError(null, true, { forMemory: true });
  assert.equal(countDeath(entry, death, model), null);
  assert.equal(entry.footprint, 'small');
  assert.equal(countDeath(entry, death, model)?.code, 'WORKER_DIED');
});

test('the first pause that had not ended when work was looked for is the next to end', () => {
  const jobs = [{ notBefore: 0 }, { notBefore: 350 }, { notBefore: 100 }];
  assert.equal(nextPauseEnd(jobs, 99.9)?.toFixed(1), '0.1', 'however little was missing');
  assert.equal(nextPauseEnd(jobs, 100), 250, 'one that had ended was seen');
  assert.equal(nextPauseEnd(jobs, 350), null);
  assert.equal(nextPauseEnd([], 0), null);
});
