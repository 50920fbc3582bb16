import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../electron/api/contract/generation.ts';
import type { ModelRecord } from '../../electron/database/models-table.ts';
import { chooseWork } from '../../electron/services/choose-work.ts';
import { cellKey, createOpenJob } from '../../electron/services/open-job.ts';
import { moveEntries, sortByPriority } from '../../electron/services/queue-order.ts';
import { firstWaiting } from '../../electron/services/waiting-work.ts';

interface Worker {
  readonly name: string;
  readonly loaded: number;
  holds(model: string): boolean;
}

function worker(name: string, ...models: string[]): Worker {
  return { name, loaded: models.length, holds: (model) => models.includes(model) };
}

/** Pictures of a pair, seed by seed: `ja`, `en`, `ja`, `en`. */
function pair(job: string, rows = 2) {
  const cells = Array.from({ length: rows * 2 }, (_, place) => ({
    cell: { arm: place % 2, seed: Math.floor(place / 2) },
    model: place % 2 === 0 ? 'ja' : 'en',
  }));
  return { job, cells };
}

const choose = (...args: Parameters<typeof chooseWork<string, Worker>>): string => {
  const work = chooseWork(...args);
  return work === null
    ? 'nothing'
    : `${work.job} ${work.cell.arm}/${work.cell.seed} ${work.worker.name}`;
};

test('a worker that is alone takes the next picture, whatever it holds', () => {
  assert.equal(choose(pair('a'), [worker('one', 'en')], 1), 'a 0/0 one');
});

test('of several, one that holds the model goes first, and each settles on an arm', () => {
  assert.equal(choose(pair('a'), [worker('one', 'en'), worker('two', 'ja')], 8), 'a 0/0 two');
  assert.equal(choose(pair('a'), [worker('one', 'en')], 8), 'a 1/0 one');
});

test('without the model anywhere, the emptiest worker loads it', () => {
  assert.equal(choose(pair('a'), [worker('one', 'x'), worker('two')], 8), 'a 0/0 two');
});

test('the first job goes first, also where only the second one’s model is loaded; those behind it are not gone through', () => {
  const asked: string[] = [];
  const models = {
    get(id: string) {
      asked.push(id);
      return { fingerprint: `of ${id}` } as ModelRecord;
    },
  };
  const jobOf = (id: string, ...modelIds: string[]) => {
    const arms = modelIds.map((modelId) => ({ modelId }));
    const job = { id, arms, seeds: ['1', '2', '3'] } as unknown as Job;
    const rest = { promptId: null, priority: 'background', own: true, attached: false } as const;
    return createOpenJob({ job, ...rest });
  };
  const [done, first, second] = [jobOf('done', 'w'), jobOf('a', 'x', 'y'), jobOf('b', 'z')];
  for (const seed of [0, 1, 2]) done.finished.add(cellKey({ arm: 0, seed }));
  first.finished.add(cellKey({ arm: 0, seed: 0 }));
  const waiting = firstWaiting([done, first, second], models);
  assert.equal(waiting?.job.job.id, 'a');
  assert.deepEqual(
    waiting.cells.slice(0, 2).map(({ cell, model }) => [cell.arm, cell.seed, model]),
    [
      [1, 0, 'of y'],
      [0, 1, 'of x'],
    ],
  );
  assert.equal(waiting.cells.length, 5);
  assert.deepEqual(asked, ['x', 'y'], 'once for each arm');
  assert.equal(firstWaiting([done], models), null);
});

test('without work or workers there is nothing to choose', () => {
  assert.equal(choose(null, [worker('one')], 8), 'nothing');
  assert.equal(choose(pair('a'), [], 8), 'nothing');
});

const entry = (id: string, priority: 'foreground' | 'background' = 'foreground') => ({
  job: { id },
  priority,
});
const idsOf = (entries: readonly { job: { id: string } }[]): string =>
  entries.map(({ job }) => job.id).join('');

test('jobs are moved together, in the order given; strangers are passed over', () => {
  const entries = ['a', 'b', 'c', 'd'].map((id) => entry(id));
  assert.equal(idsOf(moveEntries(entries, ['d', 'b', 'x', 'd'], 0)), 'dbac');
  assert.equal(idsOf(moveEntries(entries, ['a'], 99)), 'bcda');
  assert.equal(idsOf(moveEntries(entries, [], 2)), 'abcd');
});

test('background jobs stay behind, wherever they are moved', () => {
  const entries = [entry('a'), entry('z', 'background'), entry('b')];
  assert.equal(idsOf(sortByPriority(entries)), 'abz');
  assert.equal(idsOf(moveEntries(entries, ['z'], 0)), 'abz');
});
