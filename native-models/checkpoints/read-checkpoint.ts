import { CheckpointError, listNames } from './checkpoint-error.ts';
import { openCheckpointFile, type CheckpointFile } from './checkpoint-file.ts';
import { explainForeignFile } from './foreign-formats.ts';
import { looksLikeSafetensors, readSafetensors } from './safetensors.ts';
import type { CheckpointContents, TensorIndex } from './tensor-entry.ts';
import { looksLikeLegacyTorch, readLegacyTorch } from './torch-legacy.ts';
import { readTorchZip } from './torch-zip.ts';

/**
 * Lists the tensors of a file and where their bytes lie: safetensors, or what PyTorch wrote in any year. What the file
 * is, its content says, not its name. Reads headers only: milliseconds and a few megabytes, however large the file, and
 * nothing in it is executed.
 * @returns keys as written in the file, in the order of their bytes; every tensor lies row by row.
 * @throws CheckpointError with a code for everything that can be wrong with the file; `needs-rewrite` where a tensor does
 *   not lie row by row.
 */
export async function readCheckpoint(file: string): Promise<TensorIndex> {
  return requireInPlace(file, (await readCheckpointContents(file)).tensors);
}

/** @throws CheckpointError `needs-rewrite` where a tensor does not lie row by row. */
export function requireInPlace(file: string, tensors: TensorIndex): TensorIndex {
  const scattered = [...tensors.values()].filter(({ strides }) => strides !== undefined);
  if (scattered.length === 0) return tensors;
  const names = scattered.map(({ name }) => name);
  throw new CheckpointError(
    'needs-rewrite',
    file,
    `holds tensors that are transposed or repeated views, which cannot be used in place: ${listNames(names)}. ` +
      'Save the file again as safetensors (save_pretrained does).',
    { tensors: names },
  );
}

/** The same with tensors that do not lie row by row, and a safetensors file's metadata. @throws CheckpointError. */
export async function readCheckpointContents(file: string): Promise<CheckpointContents> {
  await using opened = await openCheckpointFile(file);
  return await readOpened(opened);
}

async function readOpened(file: CheckpointFile): Promise<CheckpointContents> {
  if (file.size === 0) {
    throw new CheckpointError('empty-file', file.path, 'is empty. Download or copy it again.');
  }
  const start = await file.read(0, Math.min(file.size, 1024));
  // First, because the length field of a safetensors file can begin like anything else.
  if (looksLikeSafetensors(start, file.size)) return await readSafetensors(file);
  if (start.subarray(0, 4).equals(zipSignature)) return withoutMetadata(await readTorchZip(file));
  if (looksLikeLegacyTorch(start)) return withoutMetadata(await readLegacyTorch(file));
  const foreign = explainForeignFile(file.path, start);
  if (foreign) throw foreign;
  // By its name it should have been one: let its own reader say what is wrong with it.
  if (file.path.toLowerCase().endsWith('.safetensors')) return await readSafetensors(file);
  throw new CheckpointError(
    'unknown-format',
    file.path,
    'is neither a safetensors file nor one that PyTorch wrote. Choose a .safetensors, .bin, .ckpt or .pt file of weights.',
  );
}

const zipSignature = Buffer.from('PK\u0003\u0004', 'latin1');

function withoutMetadata(tensors: TensorIndex): CheckpointContents {
  return { tensors, metadata: new Map() };
}
