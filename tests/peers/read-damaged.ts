import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../../native-models/checkpoints/checkpoint-error.ts';
import type { CheckpointFile } from '../../native-models/checkpoints/checkpoint-file.ts';
import { readSafetensors } from '../../native-models/checkpoints/safetensors.ts';
import type { TensorIndex } from '../../native-models/checkpoints/tensor-entry.ts';
import { readLegacyTorch } from '../../native-models/checkpoints/torch-legacy.ts';
import { readTorchZip } from '../../native-models/checkpoints/torch-zip.ts';
import { createRandom, mutateBytes } from '../helpers/mutate-bytes.ts';
import { encodeSafetensors, type TensorToWrite } from '../helpers/safetensors-file.ts';
import { encodeLegacyTorch } from '../helpers/torch-legacy-file.ts';
import { encodeTorchZip } from '../helpers/torch-zip-file.ts';

/**
 * Damaged files, and what is read of them here, for `damaged.py`.
 *
 *     node tests/peers/read-damaged.ts <folder> <count> <seed>
 *
 * Writes for each kind of file `KIND.bin`, the files one behind the other, and `KIND.json`, a list of `[bytes, outcome]`: the
 * code of an error, or by tensor its type, its shape and where its bytes lie, first byte and length; null instead of these
 * where they do not lie row by row.
 */
const [folder = '', count = '', seed = ''] = process.argv.slice(2);
const random = createRandom(Number(seed));

const tensors: readonly TensorToWrite[] = [
  { name: 'a.weight', dtype: 'F32', shape: [4, 2], data: bytes(32) },
  { name: 'ids', dtype: 'I64', shape: [3], data: bytes(24) },
  { name: 'half', dtype: 'F16', shape: [8], data: bytes(16) },
  { name: 'scalar', dtype: 'BF16', shape: [], data: bytes(2) },
];
const kinds: readonly (readonly [
  string,
  Buffer,
  (file: CheckpointFile) => Promise<TensorIndex>,
])[] = [
  [
    'safetensors',
    encodeSafetensors(tensors),
    async (file) => (await readSafetensors(file)).tensors,
  ],
  ['zip', encodeTorchZip(tensors), readTorchZip],
  ['legacy', encodeLegacyTorch(tensors), readLegacyTorch],
];
for (const [kind, whole, read] of kinds) {
  const files = Array.from({ length: Number(count) }, () => mutateBytes(whole, random));
  const outcomes = await Promise.all(
    files.map(async (file) => [file.byteLength, await outcomeOf(file, read)]),
  );
  await writeFile(join(folder, `${kind}.bin`), Buffer.concat(files));
  await writeFile(join(folder, `${kind}.json`), JSON.stringify(outcomes));
}

async function outcomeOf(
  whole: Buffer,
  read: (file: CheckpointFile) => Promise<TensorIndex>,
): Promise<string | Record<string, unknown>> {
  const file: CheckpointFile = {
    path: 'damaged',
    size: whole.byteLength,
    read: async (offset, length) => {
      if (offset + length <= whole.byteLength) return whole.subarray(offset, offset + length);
      throw new CheckpointError('truncated', 'damaged', 'ends too early');
    },
  };
  try {
    const entries = [...(await read(file)).values()].map((entry) => {
      const { name, dtype, shape, offset, byteLength, strides } = entry;
      return [name, [dtype, shape, strides ? null : [offset, byteLength]]];
    });
    return Object.fromEntries(entries) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof CheckpointError) return error.code;
    throw error;
  }
}

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 37 + 11) & 255);
}
