import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryTo, pickUp, placeUnder, restOf } from '../../renderer/queue/drop-place.ts';

const entry = (id: string, priority: 'foreground' | 'background' = 'foreground') => ({
  job: { id },
  priority,
});
const entries = [
  entry('a'),
  entry('b'),
  entry('c'),
  entry('x', 'background'),
  entry('y', 'background'),
];

test('jobs are picked up where they are, counted among the others', () => {
  assert.equal(pickUp(entries, ['c']).to, 2);
  assert.equal(pickUp(entries, ['a', 'c']).to, 0);
  assert.equal(pickUp(entries, ['b', 'c']).to, 1);
  assert.deepEqual(
    restOf(entries, ['a', 'x']).map(({ job }) => job.id),
    ['b', 'c', 'y'],
  );
});

test('a job is carried no farther than its priority lets it', () => {
  assert.equal(carryTo(entries, pickUp(entries, ['a']), 9).to, 2, 'before the background');
  assert.equal(carryTo(entries, pickUp(entries, ['y']), 0).to, 3, 'behind the foreground');
  assert.equal(carryTo(entries, pickUp(entries, ['y']), 9).to, 4);
  assert.equal(carryTo(entries, pickUp(entries, ['a', 'y']), 9).to, 3, 'both: anywhere');
  assert.equal(carryTo(entries, pickUp(entries, ['b']), -1).to, 0);
});

test('the place under a pointer follows the middles of the rows', () => {
  const rows = [
    { top: 0, bottom: 30 },
    { top: 30, bottom: 60 },
  ];
  assert.deepEqual(
    [-5, 14, 16, 44, 46, 99].map((y) => placeUnder(y, rows)),
    [0, 0, 1, 1, 2, 2],
  );
});
