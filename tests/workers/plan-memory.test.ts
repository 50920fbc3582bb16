import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsBesideOthers, planMemory } from '../../electron/workers/plan-memory.ts';

const needs = {
  usual: { ownBytes: 30, mappedBytes: 30 },
  small: { ownBytes: 10, mappedBytes: 30 },
};

function plan(capacityBytes: number, idleBytes = 0, lentBytes = 0) {
  return planMemory(needs, { capacityBytes, idleBytes, lentBytes });
}

test('with room for everything nothing is let go of', () => {
  assert.deepEqual(plan(100, 40), { fits: true, footprint: 'usual', keepOthers: true });
});

test('several at once are made only where nothing has to go for them', () => {
  const fits = (capacityBytes: number, lentBytes = 0): boolean =>
    fitsBesideOthers(needs, { capacityBytes, idleBytes: 40, lentBytes });
  assert.deepEqual([fits(100), fits(99), fits(105, 6), fits(106, 6)], [true, false, false, true]);
});

test('other models go first', () => {
  assert.deepEqual(plan(99, 40), { fits: true, footprint: 'usual', keepOthers: false });
  assert.deepEqual(plan(60, 40), { fits: true, footprint: 'usual', keepOthers: false });
});

test('then the footprint shrinks; mapped weights need not fit then', () => {
  assert.deepEqual(plan(59), { fits: true, footprint: 'small', keepOthers: false });
  assert.deepEqual(plan(10), { fits: true, footprint: 'small', keepOthers: false });
});

test('what does not even fit so is refused with both figures', () => {
  assert.deepEqual(plan(9), { fits: false, neededBytes: 10, availableBytes: 9 });
});

test('a model that is lent to a waiting picture cannot be let go of', () => {
  assert.deepEqual(plan(70, 0, 15), { fits: true, footprint: 'small', keepOthers: false });
  assert.deepEqual(plan(20, 0, 15), { fits: false, neededBytes: 10, availableBytes: 5 });
});
