import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { tensor, type PicklePiece } from '../../helpers/pickle-writer.ts';
import { floats, stateDict, writeZip } from './small-torch-zip.ts';

test('reads views that lie row by row in a shared storage', async () => {
  const file = await writeZip(
    stateDict(
      tensor({ ...floats, offset: 2, shape: [2, 2] }),
      tensor({ ...floats, offset: 0, shape: [2] }),
      // An axis of length 1 may have any stride: an expanded position_ids has it.
      tensor({ ...floats, shape: [1, 6], strides: [0, 1] }),
    ),
  );
  const entries = [...(await readCheckpoint(file)).values()];
  const bytes = await readFile(file);
  const read = entries.map(({ name, offset, byteLength }) => [
    name,
    [
      ...new Float32Array(
        bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + byteLength),
      ),
    ],
  ]);
  assert.deepEqual(Object.fromEntries(read), {
    w0: [2, 3, 4, 5],
    w1: [0, 1],
    w2: [0, 1, 2, 3, 4, 5],
  });
});

test('names tensors that would have to be rewritten', async () => {
  const file = await writeZip(
    stateDict(
      tensor({ ...floats, shape: [2, 3] }),
      tensor({ ...floats, shape: [3, 2], strides: [1, 3] }),
      tensor({ ...floats, shape: [4, 6], strides: [0, 1] }),
    ),
  );
  const error = await assertRejected(readCheckpoint(file), 'needs-rewrite');
  assert.deepEqual(error.data['tensors'], ['w1', 'w2']);
});

const views: readonly [string, PicklePiece][] = [
  ['reaches past its storage', tensor({ ...floats, offset: 1, shape: [6] })],
  ['reaches past it by its strides', tensor({ ...floats, shape: [2, 3], strides: [100, 7] })],
  ['has a negative offset', tensor({ ...floats, offset: -1, shape: [1] })],
  ['has a negative size', tensor({ ...floats, shape: [-2, 3] })],
  ['has a negative stride', tensor({ ...floats, offset: 5, shape: [6], strides: [-1] })],
  ['has fewer strides than sizes', tensor({ ...floats, shape: [2, 3], strides: [1] })],
  [
    'has 2⁴⁰ elements by stride 0',
    tensor({ ...floats, shape: [2 ** 20, 2 ** 20], strides: [0, 0] }),
  ],
  ['has 2⁶⁰ elements', tensor({ ...floats, shape: [2 ** 30, 2 ** 30], strides: [0, 0] })],
  ['repeats a few bytes to megabytes', tensor({ ...floats, shape: [2 ** 19, 2], strides: [0, 1] })],
  ['has nine dimensions', tensor({ ...floats, shape: [1, 1, 1, 1, 1, 1, 1, 1, 1] })],
  ['is empty but begins past its storage', tensor({ ...floats, offset: 7, shape: [0] })],
];
for (const [what, piece] of views) {
  test(`refuses a tensor that ${what}`, async () => {
    const error = await assertRejected(
      readCheckpoint(await writeZip(stateDict(piece))),
      'tensor-invalid',
    );
    assert.equal(error.data['tensor'], 'w0');
  });
}
