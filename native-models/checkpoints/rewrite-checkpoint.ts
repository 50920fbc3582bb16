import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CheckpointError, quoteName } from './checkpoint-error.ts';
import { openCheckpointFile, type CheckpointFile } from './checkpoint-file.ts';
import {
  convertElements,
  gatherElements,
  rewrittenDtype,
  spanOf,
  type StridedEntry,
} from './convert-elements.ts';
import { encodeSafetensorsStart, orderForSafetensors } from './encode-safetensors.ts';
import { bytesPerElement, tensorBytes } from './tensor-dtype.ts';
import type { TensorDtype, TensorEntry, TensorIndex } from './tensor-entry.ts';

/** Bytes read at once: with what they become and what is being collected, some 50 MB. */
const chunkBytes = 4 * 1024 * 1024;
/**
 * Most bytes that a tensor out of order is spread over in its file; they are held in memory together. The largest weight
 * of SD 1.x as float64 has 304 MB.
 */
const maxSpanBytes = 320 * 1024 * 1024;

export interface RewriteProgress {
  /** Of the new file's bytes. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/**
 * Writes tensors as a safetensors file, under the names of the index, row by row, bfloat16 and float64 as float32; all
 * other types stay. Weights pass through in pieces of a few megabytes, and only a tensor that does not lie row by row is
 * held whole. The file appears under its name when it is complete and on the disk; when anything fails, or the iteration
 * is ended before, nothing is left behind.
 * @throws CheckpointError for a source that cannot be read; `weights-not-finite` for float64 numbers beyond float32; the
 *   system's error where the target cannot be written; the signal's reason.
 */
export async function* rewriteCheckpoint(
  tensors: TensorIndex,
  targetFile: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<RewriteProgress, void, void> {
  const described = orderForSafetensors(
    [...tensors].map(([name, source]) => ({
      name,
      dtype: rewrittenDtype(source.dtype),
      shape: source.shape,
      source,
    })),
  );
  const start = encodeSafetensorsStart(described);
  const bytesTotal = described.reduce((sum, { dtype, shape }) => {
    return sum + (tensorBytes(shape, dtype) ?? 0);
  }, start.byteLength);
  const temporary = `${targetFile}.part`;
  signal?.throwIfAborted();
  const target = await open(temporary, 'w');
  let isComplete = false;
  try {
    let bytesDone = start.byteLength;
    await target.appendFile(start);
    for await (const piece of readPieces(described.map(({ source }) => source))) {
      signal?.throwIfAborted();
      await target.appendFile(piece);
      bytesDone += piece.byteLength;
      yield { bytesDone, bytesTotal };
    }
    await target.sync();
    await target.close();
    await rename(temporary, targetFile);
    isComplete = true;
    await syncFolder(dirname(targetFile));
  } finally {
    if (!isComplete) {
      await target.close();
      await rm(temporary, { force: true });
    }
  }
}

/** The elements of all tensors one after the other, as they are to be written. */
async function* readPieces(sources: readonly TensorEntry[]): AsyncGenerator<Buffer, void, void> {
  let file: (CheckpointFile & AsyncDisposable) | null = null;
  try {
    for (const entry of sources) {
      // Tensors of one file mostly follow each other.
      if (file?.path !== entry.file) {
        await file?.[Symbol.asyncDispose]();
        file = null;
        file = await openCheckpointFile(entry.file);
      }
      const pieces = isStrided(entry) ? readScattered(file, entry) : readContiguous(file, entry);
      for await (const piece of pieces) yield convert(entry, piece, entry.dtype);
    }
  } finally {
    await file?.[Symbol.asyncDispose]();
  }
}

function isStrided(entry: TensorEntry): entry is StridedEntry {
  return entry.strides !== undefined;
}

async function* readContiguous(
  file: CheckpointFile,
  { offset, byteLength }: TensorEntry,
): AsyncGenerator<Buffer, void, void> {
  for (let done = 0; done < byteLength; done += chunkBytes) {
    yield await file.read(offset + done, Math.min(chunkBytes, byteLength - done));
  }
}

async function* readScattered(
  file: CheckpointFile,
  entry: StridedEntry,
): AsyncGenerator<Buffer, void, void> {
  const elementBytes = bytesPerElement(entry.dtype);
  const spanBytes = spanOf(entry) * elementBytes;
  if (spanBytes > maxSpanBytes) {
    throw new CheckpointError(
      'tensor-invalid',
      entry.file,
      `tensor ${quoteName(entry.name)} is spread over ${spanBytes} bytes of the file; more than ${maxSpanBytes} is refused. Look for another version of this model.`,
      { tensor: entry.name },
    );
  }
  const span = await file.read(entry.offset, spanBytes);
  const elements = entry.byteLength / elementBytes;
  const perPiece = chunkBytes / elementBytes;
  for (let first = 0; first < elements; first += perPiece) {
    const count = Math.min(perPiece, elements - first);
    yield gatherElements(entry, span, elementBytes, first, count);
  }
}

function convert(entry: TensorEntry, piece: Buffer, dtype: TensorDtype): Buffer {
  try {
    return convertElements(piece, dtype);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CheckpointError(
      'weights-not-finite',
      entry.file,
      `holds numbers in ${quoteName(entry.name)} that float32 cannot hold (${cause.message}). Get another version of this model.`,
      { tensors: [entry.name] },
      { cause },
    );
  }
}

/** Makes the new name survive a power cut; Windows has no such thing and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
