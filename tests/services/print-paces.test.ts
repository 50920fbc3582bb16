import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../electron/api/contract/generation.ts';
import { createCellChoice } from '../../electron/services/choose-cells.ts';
import { createOpenJob } from '../../electron/services/open-job.ts';
import type { OpenJob } from '../../electron/services/open-job.ts';
import { choosePace, learnPace, nothingKnown } from '../../electron/services/print-paces.ts';
import type { PrintSlot } from '../../electron/workers/worker-pool.ts';

const after = (...tasks: readonly [asked: number, batch: number, ...steps: number[]][]) =>
  tasks.reduce(
    (known, [asked, batch, ...seconds]) => learnPace(known, { asked, batch, seconds }),
    nothingKnown,
  );

test('the first picture of a kind is made alone; then a group is tried where two of them wait', () => {
  assert.equal(choosePace(nothingKnown, 200), 1);
  const alone = after([1, 1, 0.1, 0.1]);
  assert.deepEqual([choosePace(alone, 7), choosePace(alone, 8)], [1, 4]);
});

test('where a group was faster, four at once are made whenever four wait', () => {
  const faster = after([1, 1, 0.1, 0.1], [4, 4, 0.09, 0.09]);
  assert.deepEqual([choosePace(faster, 4), choosePace(faster, 3)], [4, 1]);
});

test('where it was not, it is tried once more, and then pictures are made one by one', () => {
  const once = after([1, 1, 0.1, 0.1], [4, 4, 0.097, 0.097]);
  assert.deepEqual([choosePace(once, 7), choosePace(once, 8)], [1, 4]);
  const twice = learnPace(once, { asked: 4, batch: 4, seconds: [0.2, 0.2] });
  assert.equal(choosePace(twice, 200), 1);
});

test('steps of more than a quarter of a second are never shared', () => {
  assert.equal(choosePace(after([1, 1, 0.25, 0.25]), 8), 4);
  assert.equal(choosePace(after([1, 1, 0.26, 0.26]), 200), 1);
  const slow = after([1, 1, 0.3, 0.3], [4, 4, 0.1, 0.1]);
  assert.equal(choosePace(slow, 200), 1);
});

test('where memory did not allow a group, none is asked for again', () => {
  assert.equal(choosePace(after([1, 1, 0.1, 0.1], [4, 1, 0.05, 0.05]), 200), 1);
});

test('a pace is the middle of the steps but the first, the least of all pictures', () => {
  assert.equal(after([1, 1, 9, 0.3, 0.1, 0.2]).alone, 0.2);
  assert.equal(after([1, 1, 9, 0.2], [1, 1, 9, 0.1], [1, 1, 9, 0.3]).alone, 0.1);
  assert.equal(after([1, 1, 0.1]).alone, null, 'a single step says nothing');
});

const arm = { kind: 'ja' as const, modelId: 'm', prompt: '', negativePrompt: '' };

function open(count: number, fields: Partial<OpenJob> = {}, job: object = {}): OpenJob {
  const settings = { width: 64, height: 64, guidance: 7.5 };
  const seeds = Array.from({ length: count }, (_, seed) => `${seed}`);
  const whole = { id: 'j', arms: [arm], seeds, settings, ...job } as unknown as Job;
  const rest = { promptId: null, priority: 'foreground', own: true, attached: false } as const;
  return { ...createOpenJob({ job: whole, ...rest }), ...fields };
}

/** What is made next of a job of 20, at a place where groups are faster. */
function nextOf(job: OpenJob, { takesSeveral = true, free = 1, waiting = 20 } = {}): string[] {
  const choice = createCellChoice();
  const place = (): PrintSlot =>
    ({ takesSeveral, loaded: 0, holds: () => false }) as unknown as PrintSlot;
  const [first = place(), ...others] = Array.from({ length: free }, place);
  for (const batch of [1, 4]) {
    choice.learn(job, first, { asked: batch, batch, seconds: [1, 0.1 / batch] });
  }
  const cells = job.job.seeds
    .slice(-waiting)
    .flatMap((seed) => job.job.arms.map((_, k) => ({ arm: k, seed: Number(seed) })));
  const work = [{ job, cells: cells.map((cell) => ({ cell, model: '' })) }];
  const next = choice.next(work, [first, ...others], 1);
  assert.equal(next?.slot, first);
  return next.cells.map(({ arm: kind, seed }) => `${kind}/${seed}`);
}

test('a group is the next pictures of the job, in order', () => {
  assert.deepEqual(nextOf(open(20)), ['0/0', '0/1', '0/2', '0/3']);
  assert.deepEqual(nextOf(open(20), { waiting: 4 }), ['0/16', '0/17', '0/18', '0/19']);
});

test('no group leaves another free worker idle', () => {
  assert.equal(nextOf(open(20), { free: 2, waiting: 8 }).length, 4);
  assert.equal(nextOf(open(20), { free: 2, waiting: 7 }).length, 1);
});

test('what belongs together, begins from a picture or has failed together is made one by one', () => {
  assert.deepEqual(nextOf(open(20, {}, { arms: [arm, arm] })), ['0/0']);
  const settings = { width: 64, height: 64, guidance: 7.5, initImage: {} };
  assert.equal(nextOf(open(20, {}, { settings })).length, 1);
  assert.equal(nextOf(open(20, { oneByOne: true })).length, 1);
  assert.equal(nextOf(open(20, { footprint: 'small' })).length, 1);
});

test('a place that takes one picture at a time gets one', () => {
  assert.equal(nextOf(open(20), { takesSeveral: false }).length, 1);
});
