import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  keepOpenSteps,
  noSteps,
  noteStep,
  partOfEntry,
  type QueueSteps,
} from '../../renderer/state/queue-steps.ts';

const entry = (saved: number, id = 'job') => ({ job: { id }, saved, total: 4 });

function step(known: QueueSteps, seed: number, at: number): QueueSteps {
  const cell = { arm: 0, seed };
  return noteStep(known, {
    type: 'step',
    jobId: 'job',
    cell,
    step: at,
    steps: 20,
    seconds: 1,
    preview: null,
  });
}

test('steps of the pictures under way count for a job, and no longer once they are saved', () => {
  let steps = step(step(noSteps, 0, 5), 1, 10);
  assert.equal(partOfEntry(entry(0), steps), 0.75 / 4);
  assert.equal(partOfEntry(entry(0, 'another'), steps), 0);
  steps = step(steps, 0, 20);
  assert.equal(partOfEntry(entry(0), steps), 1.5 / 4);
  steps = keepOpenSteps(steps, [entry(0)], [entry(1)]);
  assert.equal(partOfEntry(entry(1), steps), 1.5 / 4);
  assert.equal(keepOpenSteps(steps, [entry(1)], []).size, 0);
});

test('another change of the queue takes nothing from a picture that is being turned into pixels', () => {
  const steps = step(noSteps, 0, 20);
  const after = keepOpenSteps(steps, [entry(0)], [entry(0), entry(0, 'another')]);
  assert.equal(partOfEntry(entry(0), after), 1 / 4);
});
