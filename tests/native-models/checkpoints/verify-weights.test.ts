import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import type { TensorDtype } from '../../../native-models/checkpoints/tensor-entry.ts';
import { verifyWeights } from '../../../native-models/checkpoints/verify-weights.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { encodeTorchZip } from '../../helpers/torch-zip-file.ts';

const folder = temporaryFolder();

/** Largest finite number, infinity and not-a-number of each type, in little-endian bytes. */
const numbers: readonly [TensorDtype, string, string, string][] = [
  ['F16', 'ff7b', '007c', '017e'],
  ['BF16', '7f7f', '80ff', 'c07f'],
  ['F32', 'ffff7f7f', '0000807f', '010080ff'],
  ['F64', 'ffffffffffffef7f', '000000000000f0ff', '010000000000f07f'],
];
for (const [dtype, largest, infinity, nan] of numbers) {
  test(`tells finite from other numbers in ${dtype}`, async () => {
    const verify = async (value: string): Promise<void> => {
      const data = Buffer.from(largest.repeat(3) + value + largest, 'hex');
      const bytes = encodeSafetensors([
        { name: 'fine', dtype, shape: [5], data: Buffer.from(largest.repeat(5), 'hex') },
        { name: 'doubtful', dtype, shape: [5], data },
      ]);
      await verifyFile(await writeTo(folder, 'numbers.safetensors', bytes));
    };
    await verify(largest);
    for (const value of [infinity, nan]) {
      const error = await assertRejected(verify(value), 'weights-not-finite');
      assert.deepEqual(error.data['tensors'], ['doubtful']);
    }
  });
}

test('integers may have any bits', async () => {
  const data = Buffer.alloc(16, 0xff);
  const bytes = encodeSafetensors([{ name: 'ids', dtype: 'I64', shape: [2], data }]);
  await verifyFile(await writeTo(folder, 'ids.safetensors', bytes));
});

test('finds a changed byte in a PyTorch file by its checksum', async () => {
  const data = Buffer.from(new Float32Array(1000).fill(0.5).buffer);
  const whole = encodeTorchZip([{ name: 'w', dtype: 'F32', shape: [1000], data }]);
  const file = await writeTo(folder, 'whole.bin', whole);
  await verifyFile(file);
  const [entry] = (await readCheckpoint(file)).values();
  assert.ok(entry);
  const changed = await readFile(file);
  changed[entry.offset + 2000] = 1;
  await writeFile(file, changed);
  const error = await assertRejected(verifyFile(file), 'weights-damaged');
  assert.equal(error.data['storage'], 'archive/data/0');
});

test('reports progress up to the end, over chunks, and stops when told', async () => {
  const elements = 3 * 1024 * 1024;
  const bytes = encodeSafetensors([{ name: 'w', dtype: 'F32', shape: [elements] }]);
  const file = await writeTo(folder, 'large.safetensors', bytes);
  const steps: number[] = [];
  for await (const { bytesDone, bytesTotal } of verifyWeights(
    (await readCheckpoint(file)).values(),
  )) {
    assert.equal(bytesTotal, 4 * elements);
    steps.push(bytesDone);
  }
  assert.ok(steps.length > 1);
  assert.equal(steps.at(-1), 4 * elements);

  const controller = new AbortController();
  const tensors = (await readCheckpoint(file)).values();
  let reports = 0;
  await assert.rejects(
    async () => {
      for await (const _ of verifyWeights(tensors, { signal: controller.signal })) {
        reports += 1;
        controller.abort(new Error('enough'));
      }
    },
    { message: 'enough' },
  );
  assert.equal(reports, 1);
});

async function verifyFile(file: string): Promise<void> {
  for await (const _ of verifyWeights((await readCheckpoint(file)).values())) {
    // Only its end matters.
  }
}
