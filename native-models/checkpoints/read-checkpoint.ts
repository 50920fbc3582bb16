import { CheckpointError } from './checkpoint-error.ts';
import { openCheckpointFile, type CheckpointFile } from './checkpoint-file.ts';
import { explainForeignFile } from './foreign-formats.ts';
import { looksLikeSafetensors, readSafetensors } from './safetensors.ts';
import type { TensorIndex } from './tensor-entry.ts';
import { readTorchZip } from './torch-zip.ts';

/**
 * Lists the tensors of a safetensors or PyTorch zip file and where their bytes lie. What the file is, its content says,
 * not its name. Reads headers only: milliseconds and a few megabytes, however large the file, and nothing in it is
 * executed.
 * @returns keys as written in the file, in the order of their bytes.
 * @throws CheckpointError with a code for everything that can be wrong with the file.
 */
export async function readCheckpoint(file: string): Promise<TensorIndex> {
  await using opened = await openCheckpointFile(file);
  return await readOpened(opened);
}

async function readOpened(file: CheckpointFile): Promise<TensorIndex> {
  if (file.size === 0) {
    throw new CheckpointError('empty-file', file.path, 'is empty. Download or copy it again.');
  }
  const start = await file.read(0, Math.min(file.size, 1024));
  // First, because the length field of a safetensors file can begin like anything else.
  if (looksLikeSafetensors(start, file.size)) return await readSafetensors(file);
  if (start.subarray(0, 4).equals(zipSignature)) return await readTorchZip(file);
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
