import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../electron/api/contract/generation.ts';
import { createOpenJob } from '../../electron/services/open-job.ts';
import type { PreparedJob } from '../../electron/services/cell-work.ts';
import { meetSetback } from '../../electron/services/print-setback.ts';
import {
  PlaceLostError,
  PrintFailedError,
  WorkerDiedError,
} from '../../electron/workers/worker-errors.ts';
import type { PrintSlot } from '../../electron/workers/worker-pool.ts';

const failed = (reason: string) => new PrintFailedError('print', reason, 'It failed.');
const died = (facts = {}) => new WorkerDiedError(null, true, facts);

/** What has become of a job after this happened over so many of its pictures. */
function after(error: Error, count: number) {
  const job = { id: 'j', arms: [], seeds: [], status: 'running' } as unknown as Job;
  const rest = { promptId: null, priority: 'foreground', own: true, attached: false } as const;
  const entry = createOpenJob({ job, ...rest });
  let [killed, lost] = [false, false];
  const slot = { kill: () => (killed = true) } as unknown as PrintSlot;
  const cells = Array.from({ length: count }, (_, seed) => ({ arm: 0, seed }));
  const parameters = { textEncoder: 1, unet: 1, vae: 1 };
  const prepared = { models: [{ parameters }] } as unknown as PreparedJob;
  const onLost = (): void => void (lost = true);
  const options = { onProblem: () => {}, onLost };
  const gaveUp = meetSetback(error, { entry, cells, slot, prepared }, options) !== null;
  const { oneByOne, footprint, deaths } = entry;
  return { gaveUp, oneByOne, footprint, deaths, killed, lost };
}

const unharmed = {
  gaveUp: false,
  oneByOne: false,
  footprint: 'usual',
  deaths: 0,
  killed: false,
  lost: false,
};

test('several that failed together are made one by one; the worker stays', () => {
  assert.deepEqual(after(failed('not-finite'), 4), { ...unharmed, oneByOne: true });
});

test('where memory ran out over several, one by one comes first, by a new worker', () => {
  const outcome = { ...unharmed, oneByOne: true, killed: true };
  assert.deepEqual(after(failed('out-of-memory'), 4), outcome);
  const ended = { ...unharmed, oneByOne: true, deaths: 1, lost: true };
  assert.deepEqual(after(died({ forMemory: true }), 4), ended);
});

test('where it ran out over one, the footprint shrinks', () => {
  const small = { ...unharmed, footprint: 'small' };
  assert.deepEqual(after(failed('out-of-memory'), 1), { ...small, killed: true });
  assert.deepEqual(after(died({ forMemory: true }), 1), { ...small, deaths: 1, lost: true });
});

test('a lost place, and a worker that died over another job, are not held against it', () => {
  assert.deepEqual(after(new PlaceLostError(), 1), unharmed);
  assert.deepEqual(after(died({ overAnother: true }), 4), unharmed);
});

test('anything else is its end', () => {
  assert.deepEqual(after(new Error('no such model'), 1), { ...unharmed, gaveUp: true });
});
