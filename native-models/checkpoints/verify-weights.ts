import { crc32 } from 'node:zlib';
import { CheckpointError, listNames } from './checkpoint-error.ts';
import { openCheckpointFile, type CheckpointFile } from './checkpoint-file.ts';
import { isFloatDtype } from './tensor-dtype.ts';
import type { TensorDtype, TensorEntry } from './tensor-entry.ts';
import { locateEntryData, readZipDirectory } from './zip-directory.ts';

/** Bytes read at once. */
const chunkBytes = 4 * 1024 * 1024;

export interface VerifyProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/**
 * Reads all the weights once and checks what their index cannot tell: that every number is finite, and, in PyTorch files,
 * that the bytes still have the checksum they were saved with. As fast as the disk; holds a few megabytes.
 * @param tensors those that will be used; others in the same files are checked for their checksum only.
 * @throws CheckpointError `weights-damaged` (checksum), `weights-not-finite` with all names; the signal's reason.
 */
export async function* verifyWeights(
  tensors: Iterable<TensorEntry>,
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<VerifyProgress, void> {
  const work = await planWork(tensors);
  const bytesTotal = work
    .flatMap(({ storages, entries }) => [...storages, ...entries])
    .reduce((sum, range) => sum + range.byteLength, 0);
  let bytesDone = 0;
  for (const { path, storages, entries } of work) {
    await using file = await openCheckpointFile(path);
    for (const storage of storages) {
      let checksum = 0;
      for await (const chunk of readChunks(file, storage, options.signal)) {
        checksum = crc32(chunk, checksum);
        bytesDone += chunk.byteLength;
        yield { bytesDone, bytesTotal };
      }
      if (checksum !== storage.crc32) throw describeDamage(path, storage.name);
    }
    const notFinite: string[] = [];
    for (const entry of entries) {
      let finite = true;
      for await (const chunk of readChunks(file, entry, options.signal)) {
        finite &&= !isFloatDtype(entry.dtype) || areFinite(chunk, entry.dtype);
        bytesDone += chunk.byteLength;
        yield { bytesDone, bytesTotal };
      }
      if (!finite) notFinite.push(entry.name);
    }
    if (notFinite.length > 0) {
      throw new CheckpointError(
        'weights-not-finite',
        path,
        `holds weights that are infinite or no number, so its pictures would be black: ${listNames(notFinite)}. Get another version of this model.`,
        { tensors: notFinite },
      );
    }
  }
}

interface ByteRange {
  readonly offset: number;
  readonly byteLength: number;
}

interface ZipStorage extends ByteRange {
  readonly name: string;
  readonly crc32: number;
}

interface FileWork {
  readonly path: string;
  readonly storages: readonly ZipStorage[];
  readonly entries: readonly TensorEntry[];
}

async function planWork(tensors: Iterable<TensorEntry>): Promise<readonly FileWork[]> {
  const work: FileWork[] = [];
  for (const [path, entries] of Map.groupBy(tensors, (entry) => entry.file)) {
    await using file = await openCheckpointFile(path);
    work.push({ path, storages: await locateZipStorages(file), entries });
  }
  return work;
}

/** The storages of a PyTorch zip, or none for safetensors, which has no checksums. */
async function locateZipStorages(file: CheckpointFile): Promise<readonly ZipStorage[]> {
  const signature = await file.read(0, Math.min(4, file.size));
  if (signature.toString('latin1') !== 'PK\u0003\u0004') return [];
  const storages: ZipStorage[] = [];
  for (const entry of (await readZipDirectory(file)).values()) {
    const offset = await locateEntryData(file, entry);
    storages.push({ name: entry.name, crc32: entry.crc32, offset, byteLength: entry.size });
  }
  return storages;
}

async function* readChunks(
  file: CheckpointFile,
  range: ByteRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void> {
  for (let done = 0; done < range.byteLength; done += chunkBytes) {
    signal?.throwIfAborted();
    yield await file.read(range.offset + done, Math.min(chunkBytes, range.byteLength - done));
  }
}

/** A number is infinite or none where all bits of its exponent are ones. */
function areFinite(bytes: Buffer, dtype: TensorDtype): boolean {
  if (dtype === 'F64') {
    for (let at = 4; at < bytes.byteLength; at += 8) {
      if ((bytes.readUInt32LE(at) & 0x7ff00000) === 0x7ff00000) return false;
    }
    return true;
  }
  const { buffer, byteOffset, byteLength } = bytes;
  if (dtype === 'F32') {
    const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
    return words.every((word) => (word & 0x7f800000) !== 0x7f800000);
  }
  const exponent = dtype === 'BF16' ? 0x7f80 : 0x7c00;
  const words = new Uint16Array(buffer, byteOffset, byteLength / 2);
  return words.every((word) => (word & exponent) !== exponent);
}

function describeDamage(path: string, name: string): CheckpointError {
  return new CheckpointError(
    'weights-damaged',
    path,
    `has changed since it was saved: the checksum of ${listNames([name])} is wrong. Download or copy it again.`,
    { storage: name },
  );
}
