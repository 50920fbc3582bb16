import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weighEmbedding } from '../../../native-models/prompts/emphasis.ts';

// Two tokens of three values; weights are exact in float32, so that so are the sums.
const embedding = Float32Array.of(1, 2, 3, 4, -1, 7);

test('without norm, each token’s vector is multiplied', () => {
  assert.deepEqual(
    weighEmbedding(embedding, [1, 0.5], 'no-norm'),
    Float32Array.of(1, 2, 3, 2, -0.5, 3.5),
  );
});

test('originally, the mean is then restored', () => {
  // The sum falls from 16 to 11.
  assert.deepEqual(
    weighEmbedding(embedding, [1, 0.5], 'original'),
    Float32Array.of(1, 2, 3, 2, -0.5, 3.5).map((value) => value * (16 / 11)),
  );
});

test('weights of 1 leave the embedding itself', () => {
  assert.equal(weighEmbedding(embedding, [1, 1], 'original'), embedding);
});
