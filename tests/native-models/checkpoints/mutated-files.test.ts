import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckpointError } from '../../../native-models/checkpoints/checkpoint-error.ts';
import { spanOf } from '../../../native-models/checkpoints/convert-elements.ts';
import { readSafetensors } from '../../../native-models/checkpoints/safetensors.ts';
import type { CheckpointFile } from '../../../native-models/checkpoints/checkpoint-file.ts';
import type { TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { bytesPerElement } from '../../../native-models/checkpoints/tensor-dtype.ts';
import { readLegacyTorch } from '../../../native-models/checkpoints/torch-legacy.ts';
import { readTorchPickle } from '../../../native-models/checkpoints/torch-pickle.ts';
import { readTorchZip } from '../../../native-models/checkpoints/torch-zip.ts';
import { createRandom, mutateBytes } from '../../helpers/mutate-bytes.ts';
import { orderedDict, pickle, tensor, text } from '../../helpers/pickle-writer.ts';
import { countCost } from '../../helpers/reading-cost.ts';
import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { encodeLegacyTorch } from '../../helpers/torch-legacy-file.ts';
import { encodeTorchZip } from '../../helpers/torch-zip-file.ts';

/**
 * Thousands of damaged files, from fixed seeds: each must be read as a sound index or end in a CheckpointError, within a
 * second and without much memory. Anything else (a TypeError, a RangeError, tensors outside the file) is a hole in a reader. `FUZZ=1000000` in the environment
 * makes that many of them instead of 12 000.
 */
const total = Number(process.env['FUZZ'] ?? 12_000);
const share = (part: number): number => Math.ceil(total * part);

const tensors = [
  { name: 'text_model.embeddings.token_embedding.weight', dtype: 'F32', shape: [16, 8] },
  { name: 'text_model.embeddings.position_ids', dtype: 'I64', shape: [1, 77] },
  { name: 'text_model.final_layer_norm.weight', dtype: 'F16', shape: [8] },
  { name: 'scalar', dtype: 'BF16', shape: [] },
] as const;

const containers: readonly [
  string,
  number,
  Buffer,
  (file: CheckpointFile) => Promise<TensorIndex>,
][] = [
  [
    'safetensors files',
    1 / 6,
    encodeSafetensors(tensors),
    async (file) => (await readSafetensors(file)).tensors,
  ],
  ['PyTorch zips', 1 / 4, encodeTorchZip(tensors), readTorchZip],
  ['PyTorch files from before 1.6', 1 / 4, encodeLegacyTorch(tensors), readLegacyTorch],
];
for (const [index, [what, part, whole, read]] of containers.entries()) {
  test(`${share(part)} mutated ${what}`, async () => {
    const outcomes = await mutate(share(part), 11 + index, whole, read);
    assert.ok(outcomes.read > 0.01 * share(part), JSON.stringify(outcomes));
    assert.ok(outcomes.refused > 0.3 * share(part), JSON.stringify(outcomes));
  });
}

test(`${share(1 / 3)} mutated pickles`, () => {
  const whole = pickle(
    orderedDict(
      tensors.map(({ name, dtype, shape }, index) => [
        text(name),
        tensor({ storage: String(index), dtype, elements: 999, shape }),
      ]),
    ),
  );
  const random = createRandom(20);
  const codes = new Set<string>();
  for (let round = 0; round < share(1 / 3); round += 1) {
    const checkCost = countCost();
    try {
      readTorchPickle('mutated', mutateBytes(whole, random));
      codes.add('read');
    } catch (error) {
      assert.ok(error instanceof CheckpointError, describe(round, error));
      codes.add(error.code);
    }
    checkCost(`round ${round}`);
  }
  for (const code of ['read', 'pickle-damaged', 'pickle-unsupported', 'pickle-forbidden-global']) {
    assert.ok(codes.has(code), `no mutation led to ${code}: ${[...codes].join()}`);
  }
});

async function mutate(
  rounds: number,
  seed: number,
  whole: Buffer,
  read: (file: CheckpointFile) => Promise<TensorIndex>,
): Promise<{ read: number; refused: number }> {
  const random = createRandom(seed);
  const outcomes = { read: 0, refused: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const bytes = mutateBytes(whole, random);
    const checkCost = countCost();
    try {
      const index = await read(fileOf(bytes));
      for (const entry of index.values()) {
        const { offset, byteLength, shape, dtype, strides } = entry;
        const span = strides ? spanOf({ ...entry, strides }) * bytesPerElement(dtype) : byteLength;
        assert.ok(offset >= 0 && offset + span <= bytes.byteLength, `round ${round}`);
        const elements = shape.reduce((product, size) => product * size, 1);
        assert.equal(byteLength % Math.max(elements, 1), 0, `round ${round}: ${dtype}`);
      }
      outcomes.read += 1;
    } catch (error) {
      assert.ok(error instanceof CheckpointError, describe(round, error));
      outcomes.refused += 1;
    }
    checkCost(`round ${round}`);
  }
  return outcomes;
}

/** A file in memory that, like the disk, gives no more than it has; and no reader may ask for more than a little. */
function fileOf(bytes: Buffer): CheckpointFile {
  return {
    path: 'mutated',
    size: bytes.byteLength,
    read: (offset, length) => {
      assert.ok(Number.isSafeInteger(offset) && offset >= 0 && length >= 0);
      assert.ok(length <= bytes.byteLength, `${length} bytes asked of ${bytes.byteLength}`);
      return offset + length <= bytes.byteLength
        ? Promise.resolve(Buffer.from(bytes.subarray(offset, offset + length)))
        : Promise.reject(new CheckpointError('truncated', 'mutated', 'ends too early'));
    },
  };
}

function describe(round: number, error: unknown): string {
  return `round ${round}: ${error instanceof Error ? error.stack : String(error)}`;
}
