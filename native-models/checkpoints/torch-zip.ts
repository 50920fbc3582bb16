import { crc32 } from 'node:zlib';
import { CheckpointError, listNames, quoteName } from './checkpoint-error.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { bytesPerElement, tensorBytes } from './tensor-dtype.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';
import { readTorchPickle, type PickledStorage, type PickledTensor } from './torch-pickle.ts';
import {
  locateEntryData,
  readZipDirectory,
  type ZipDirectory,
  type ZipEntry,
} from './zip-directory.ts';

/** A full SD 1.x checkpoint's data.pkl with EMA has 0.5 MB. */
const maxPickleBytes = 16 * 1024 * 1024;

/**
 * Reads what `torch.save` has written since PyTorch 1.6: a zip of `ROOT/data.pkl` (names, shapes, views) and one file
 * `ROOT/data/N` per storage. Only the directory, data.pkl and the storages' local headers are read, never the weights,
 * so the weights' checksums are not compared; `verifyWeights` does that.
 * @returns the tensors of the state dict, in the order of their bytes.
 * @throws CheckpointError for every fault of the container, the pickle and the tensors; `needs-rewrite` where a tensor
 *   is not laid out row by row.
 */
export async function readTorchZip(file: CheckpointFile): Promise<TensorIndex> {
  const directory = await readZipDirectory(file);
  const root = findRoot(file, directory);
  await checkByteOrder(file, directory.get(`${root}/byteorder`));
  const pickled = readTorchPickle(file.path, await readDataPickle(file, directory, root));

  const places = await locateStorages(file, directory, root, pickled);
  const entries: TensorEntry[] = [];
  const scattered: string[] = [];
  for (const [name, tensor] of pickled) {
    const { storage, shape } = tensor;
    const byteLength = checkView(file, name, tensor);
    if (!isContiguous(tensor)) scattered.push(name);
    const place = places.get(storage.key);
    if (place === undefined) throw new Error(`storage ${storage.key} was not located`);
    const offset = place + tensor.storageOffset * bytesPerElement(storage.dtype);
    entries.push({ name, dtype: storage.dtype, shape, file: file.path, offset, byteLength });
  }
  if (scattered.length > 0) {
    throw new CheckpointError(
      'needs-rewrite',
      file.path,
      `holds tensors that are transposed or repeated views, which cannot be used in place: ${listNames(scattered)}. ` +
        'Save the model again as safetensors (save_pretrained does).',
      { tensors: scattered },
    );
  }
  entries.sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/** The one folder that all files of a PyTorch zip lie in; it bears the name of the file it was first saved as. */
function findRoot(file: CheckpointFile, directory: ZipDirectory): string {
  const roots = new Set(directory.keys().map((name) => name.split('/', 1)[0] ?? ''));
  const [root] = roots;
  const torchScript = [...directory.keys()].some((name) =>
    /^[^/]+\/(?:code\/|constants\.pkl$)/.test(name),
  );
  if (torchScript) {
    throw new CheckpointError(
      'torchscript',
      file.path,
      'is a TorchScript program, not a table of weights. Choose the checkpoint it was made from.',
    );
  }
  if (root === undefined || ![...roots].some((name) => directory.has(`${name}/data.pkl`))) {
    throw new CheckpointError(
      'zip-not-torch',
      file.path,
      'is a zip archive, but not one that PyTorch wrote. If it holds a model folder, unpack it and choose the folder.',
    );
  }
  if (roots.size !== 1) {
    throw new CheckpointError(
      'zip-unsafe-name',
      file.path,
      `is a PyTorch file with more than one folder inside: ${listNames([...roots])}. PyTorch never writes that; do not trust this file.`,
      { name: [...roots][1] ?? root },
    );
  }
  return root;
}

async function checkByteOrder(file: CheckpointFile, entry: ZipEntry | undefined): Promise<void> {
  // PyTorch before 2.1 did not write it; all machines it ran on were little-endian.
  if (!entry) return;
  const place = await locateEntryData(file, entry);
  const order = entry.size === 6 ? (await file.read(place, entry.size)).toString('latin1') : '';
  if (order !== 'little') {
    throw new CheckpointError(
      'storage-damaged',
      file.path,
      'holds numbers in big-endian order, which is not read here. Save it again on an ordinary machine.',
      { storage: entry.name },
    );
  }
}

async function readDataPickle(
  file: CheckpointFile,
  directory: ZipDirectory,
  root: string,
): Promise<Buffer> {
  const entry = directory.get(`${root}/data.pkl`);
  if (!entry) throw new Error(`findRoot returned ${root} without data.pkl`);
  if (entry.size > maxPickleBytes) {
    throw new CheckpointError(
      'pickle-limit',
      file.path,
      `has a table of contents of ${entry.size} bytes; more than ${maxPickleBytes} is refused.`,
    );
  }
  const pickle = await file.read(await locateEntryData(file, entry), entry.size);
  if (crc32(pickle) !== entry.crc32) {
    throw new CheckpointError(
      'zip-damaged',
      file.path,
      'is a damaged PyTorch file: the checksum of its table of contents is wrong. Download or copy it again.',
    );
  }
  return pickle;
}

/** Where each storage's bytes begin, by storage key. */
async function locateStorages(
  file: CheckpointFile,
  directory: ZipDirectory,
  root: string,
  tensors: ReadonlyMap<string, PickledTensor>,
): Promise<ReadonlyMap<string, number>> {
  const storages = new Map<string, PickledStorage>();
  for (const { storage } of tensors.values()) {
    const same = storages.get(storage.key);
    // The same bytes under two types would be another tensor than the one that was saved.
    if (same && (same.dtype !== storage.dtype || same.elements !== storage.elements)) {
      throw storageError(file, storage.key, 'is described in two ways');
    }
    storages.set(storage.key, storage);
  }
  const places = new Map<string, number>();
  const waiting = [...storages.values()];
  // A thousand reads of 60 bytes: together they take a tenth of the time of one after the other.
  while (waiting.length > 0) {
    const batch = waiting.splice(0, 64);
    await Promise.all(
      batch.map(async (storage) => {
        places.set(storage.key, await locateStorage(file, directory, root, storage));
      }),
    );
  }
  return places;
}

async function locateStorage(
  file: CheckpointFile,
  directory: ZipDirectory,
  root: string,
  storage: PickledStorage,
): Promise<number> {
  const entry = directory.get(`${root}/data/${storage.key}`);
  const expected = tensorBytes([storage.elements], storage.dtype);
  if (!entry) throw storageError(file, storage.key, 'is missing');
  if (entry.size !== expected) {
    const needed = expected ?? 'an impossible number of';
    throw storageError(file, storage.key, `has ${entry.size} bytes where ${needed} are needed`);
  }
  return await locateEntryData(file, entry);
}

function storageError(file: CheckpointFile, key: string, problem: string): CheckpointError {
  return new CheckpointError(
    'storage-damaged',
    file.path,
    `storage ${quoteName(key)}, which holds some of the weights, ${problem}. The file is damaged; download it again.`,
    { storage: key },
  );
}

/** Most bytes of one tensor, 64 GiB: the largest weight of SD 1.x has 150 MB. */
const maxTensorBytes = 2 ** 36;
/** PyTorch itself goes to 64; weights have at most 4 dimensions. */
const maxRank = 8;

/**
 * Checks that a view lies within its storage; the storage's own size is checked when it is located.
 * @returns bytes of the tensor's elements.
 */
function checkView(file: CheckpointFile, name: string, tensor: PickledTensor): number {
  const { storage, storageOffset, shape, strides } = tensor;
  const fail = (problem: string): never => {
    throw new CheckpointError(
      'tensor-invalid',
      file.path,
      `tensor ${quoteName(name)} ${problem}. The file is damaged or was made to mislead; do not trust it.`,
      { tensor: name },
    );
  };
  const counts = [storage.elements, storageOffset, ...shape, ...strides];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    fail('has a negative or impossible size, stride or offset');
  }
  if (shape.length !== strides.length) fail('has not one stride per dimension');
  if (shape.length > maxRank) fail(`has ${shape.length} dimensions`);
  const bytes = tensorBytes(shape, storage.dtype);
  if (bytes === null || bytes > maxTensorBytes) return fail('has an impossible size');
  // Distance of the view's last element; products past 2⁵³ are too large however they are rounded.
  const last = shape.reduce(
    (sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0),
    storageOffset,
  );
  if (bytes > 0 ? last >= storage.elements : storageOffset > storage.elements) {
    fail(`reaches past the ${storage.elements} elements it is part of`);
  }
  return bytes;
}

/** Whether the elements lie one after the other in row-major order. The stride of an axis of length 1 does not matter. */
function isContiguous({ shape, strides }: PickledTensor): boolean {
  if (shape.includes(0)) return true;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 0;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}
