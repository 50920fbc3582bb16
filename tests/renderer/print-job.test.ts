import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  armsOfJob,
  asInQueue,
  failPrintJob,
  isOpen,
  newPrintJob,
  progressOf,
  reducePrintJob,
  reopenPrintJob,
} from '../../renderer/state/print-job.ts';
import type { PrintJob } from '../../renderer/state/print-job.ts';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { exampleJob, savedEvent, stepEvent } from './example-job.ts';

const request = { arms: exampleJob.arms, count: 2 };
const queued: GenerationEvent = { type: 'queued', job: exampleJob, ahead: 1 };

function after(...events: GenerationEvent[]): PrintJob {
  return events.reduce(reducePrintJob, newPrintJob('key', request));
}

function statuses(job: PrintJob): string[][] {
  return job.cells.map((row) => row.map((cell) => cell.status));
}

test('a new job has an empty cell for each seed and arm before the studio has answered', () => {
  const job = newPrintJob('key', request);
  assert.deepEqual(statuses(job), [
    ['waiting', 'waiting'],
    ['waiting', 'waiting'],
  ]);
  assert.equal(job.job, null);
  assert.ok(isOpen(job));
});

test('queued settles the job and says how many are before it', () => {
  const job = after(queued);
  assert.equal(job.status, 'queued');
  assert.equal(job.ahead, 1);
  assert.deepEqual(job.job?.seeds, ['7', '8']);
});

test('a step touches the cell of its seed and arm, and no other', () => {
  const job = after(queued, stepEvent({ arm: 1, seed: 0 }, 2));
  assert.deepEqual(statuses(job), [
    ['waiting', 'printing'],
    ['waiting', 'waiting'],
  ]);
  const cell = job.cells[0]?.[1];
  assert.deepEqual([cell?.step, cell?.steps, cell?.preview], [2, 4, 'data:,2']);
});

test('a step without a preview keeps the preview before it', () => {
  const cell = { arm: 0, seed: 1 };
  const job = after(queued, stepEvent(cell, 1), stepEvent(cell, 2, 0.5, null));
  assert.equal(job.cells[1]?.[0]?.preview, 'data:,1');
  assert.equal(job.cells[1]?.[0]?.step, 2);
});

test('the mean time of a step follows the latest ones, starting from the first', () => {
  const cell = { arm: 0, seed: 0 };
  assert.equal(after(queued, stepEvent(cell, 1, 2)).secondsPerStep, 2);
  const second = after(queued, stepEvent(cell, 1, 2), stepEvent(cell, 2, 1)).secondsPerStep ?? 0;
  assert.ok(second < 2 && second > 1);
});

test('progress counts finished pictures and the steps of the one being drawn', () => {
  const first = { arm: 0, seed: 0 };
  const job = after(
    queued,
    stepEvent(first, 4, 0.5),
    savedEvent(first, 'p1'),
    stepEvent({ arm: 1, seed: 0 }, 2, 0.5),
  );
  const progress = progressOf(job);
  assert.equal(progress.part, 1.5 / 4);
  assert.equal(progress.saved, 1);
  assert.equal(progress.total, 4);
  assert.equal(progress.current?.step, 2);
  // Three pictures are still to be decoded, which takes as long as a step.
  assert.equal(progress.secondsLeft, (2.5 * 4 + 3) * 0.5);
});

test('a picture that waits for its model’s calibration says how far that is, until it is loaded', () => {
  const cell = { arm: 1, seed: 0 };
  const calibrating: GenerationEvent = {
    type: 'calibrating',
    cell,
    modelId: 'en',
    step: 7,
    steps: 25,
  };
  const job = after(queued, calibrating);
  assert.equal(job.status, 'loading');
  assert.deepEqual(progressOf(job).calibration, { step: 7, steps: 25 });
  assert.deepEqual(job.cells[0]?.[1]?.calibration, { step: 7, steps: 25 });
  assert.equal(job.cells[0]?.[0]?.calibration, null);
  const ends: GenerationEvent[] = [
    { type: 'loading', modelId: 'en' },
    stepEvent(cell, 1),
    { type: 'cancelled', jobId: 'job', saved: 0 },
  ];
  for (const event of ends) assert.equal(progressOf(reducePrintJob(job, event)).calibration, null);
});

test('the time left counts the calls that a sampler really makes', () => {
  const cell = { arm: 0, seed: 0 };
  const job = after(queued, { type: 'step', cell, step: 1, steps: 7, seconds: 0.5, preview: null });
  assert.equal(progressOf(job).secondsLeft, ((4 - 1 / 7) * 7 + 4) * 0.5);
});

test('nothing is said of the time left before the first step', () => {
  assert.equal(progressOf(after(queued)).secondsLeft, null);
});

test('cancelled keeps what was saved and stops the rest', () => {
  const first = { arm: 0, seed: 0 };
  const job = after(queued, stepEvent(first, 4), savedEvent(first, 'p1'), {
    type: 'cancelled',
    jobId: 'job',
    saved: 1,
  });
  assert.deepEqual(statuses(job), [
    ['done', 'stopped'],
    ['stopped', 'stopped'],
  ]);
  assert.equal(job.cells[0]?.[0]?.picture?.id, 'p1');
  assert.ok(!isOpen(job));
});

test('a job that breaks off keeps its error, its saved pictures and the last preview', () => {
  const error = new Error('the worker died');
  const first = { arm: 0, seed: 0 };
  const job = failPrintJob(
    after(queued, savedEvent(first, 'p1'), stepEvent({ arm: 1, seed: 0 }, 3)),
    error,
  );
  assert.equal(job.error, error);
  assert.equal(job.status, 'failed');
  assert.equal(job.cells[0]?.[0]?.status, 'done');
  assert.equal(job.cells[0]?.[1]?.preview, 'data:,3');
  assert.equal(job.cells[0]?.[1]?.status, 'stopped');
});

test('done keeps the measured times', () => {
  const job = after(queued, { type: 'done', jobId: 'job', seconds: 3, secondsPerStep: 0.1 });
  assert.equal(job.seconds, 3);
  assert.equal(job.secondsPerStep, 0.1);
  assert.ok(!isOpen(job));
});

test('a job that is asked for anew keeps its pictures and waits for the others', () => {
  const failed = failPrintJob(
    after(queued, savedEvent({ arm: 0, seed: 0 }, 'p1'), stepEvent({ arm: 1, seed: 0 }, 2)),
    new Error('killed'),
  );
  const job = reopenPrintJob(failed);
  assert.deepEqual(statuses(job), [
    ['done', 'waiting'],
    ['waiting', 'waiting'],
  ]);
  assert.ok(isOpen(job));
  assert.equal(job.error, null);
  assert.equal(job.job?.id, exampleJob.id);
  assert.equal(progressOf(job).saved, 1);
});

test('the arms are as the studio settled them once it has', () => {
  const settled = { ...exampleJob, arms: exampleJob.arms.map((arm) => ({ ...arm, prompt: '猫' })) };
  const asked = newPrintJob('key', request);
  assert.deepEqual(armsOfJob(asked), request.arms);
  const job = reducePrintJob(asked, { type: 'queued', job: settled, ahead: 0 });
  assert.deepEqual(armsOfJob(job), settled.arms);
});

test('a job that the queue says runs has begun, till the first step is told of it', () => {
  const job = after(queued);
  const inQueue = (status: typeof exampleJob.status) => [{ job: { ...exampleJob, status } }];
  assert.equal(asInQueue(job, inQueue('queued')).status, 'queued');
  assert.equal(asInQueue(job, inQueue('running')).status, 'begun');
  assert.equal(asInQueue(job, []).status, 'queued');
  const stepped = reducePrintJob(job, stepEvent({ arm: 0, seed: 0 }, 1));
  assert.equal(asInQueue(stepped, inQueue('running')).status, 'running');
});
