import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  adaptsWhileRunning,
  memoryOfSession,
} from '../../../native-models/models/session-memory.ts';

const megabyte = 1e6;

/** A large network in float32: 1000 MB of weights, 100 MB of results, a billion operations. */
const plain = {
  weightBytes: 1000 * megabyte,
  operations: 1e9,
  memory: {
    activationBytes: 100 * megabyte,
    foldedBytes: 0,
    widenedBytes: 0,
    unfoldedBytes: 0,
    foldedOperations: 0,
  },
};
const half = {
  ...plain,
  memory: {
    ...plain.memory,
    foldedBytes: 1000 * megabyte,
    widenedBytes: 1000 * megabyte,
    unfoldedBytes: 30 * megabyte,
  },
};
/** With a LoRA on all weights: a product, and a sum. */
const withLora = (foldedOperations: number) => ({
  ...plain,
  memory: {
    ...plain.memory,
    foldedBytes: 2000 * megabyte,
    unfoldedBytes: 60 * megabyte,
    foldedOperations,
  },
});

test('mapped weights are adapted while a network runs where that costs little', () => {
  assert.equal(adaptsWhileRunning(plain), false, 'there is nothing to do');
  assert.equal(adaptsWhileRunning(half), true);
  assert.equal(adaptsWhileRunning(half, 'prepacked'), false);
  assert.equal(adaptsWhileRunning({ ...half, weightBytes: megabyte }), false, 'copied, as small');
  assert.equal(adaptsWhileRunning(withLora(0.3e9)), true);
  assert.equal(adaptsWhileRunning(withLora(0.31e9)), false, 'a large LoRA at a small size');
});

test('what is adapted while running is mapped, and what one layer takes is computed', () => {
  const inMegabytes = (graph: typeof plain) =>
    Object.entries(memoryOfSession(graph)).map(([name, bytes]) => [name, bytes / megabyte]);
  assert.deepEqual(Object.fromEntries(inMegabytes(half)), {
    keptBytes: 0,
    openingBytes: 0,
    computedBytes: 130,
    mappedBytes: 500,
    narrowBytes: 500,
  });
  assert.deepEqual(Object.fromEntries(inMegabytes(withLora(1e8))), {
    keptBytes: 0,
    openingBytes: 0,
    computedBytes: 160,
    mappedBytes: 1000,
    narrowBytes: 0,
  });
  assert.deepEqual(Object.fromEntries(inMegabytes(withLora(1e9))), {
    keptBytes: 2000,
    openingBytes: 0,
    computedBytes: 100,
    mappedBytes: 0,
    narrowBytes: 0,
  });
});
