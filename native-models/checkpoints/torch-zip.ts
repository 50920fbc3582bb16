import { crc32 } from 'node:zlib';
import { CheckpointError, listNames, quoteName } from './checkpoint-error.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { readTogether } from './read-together.ts';
import { tensorBytes } from './tensor-dtype.ts';
import type { TensorIndex } from './tensor-entry.ts';
import { maxPickleBytes, readTorchPickle } from './torch-pickle.ts';
import type { PickledStorage, PickledTensor } from './torch-values.ts';
import { locateViews } from './torch-view.ts';
import {
  locateEntryData,
  readZipDirectory,
  type ZipDirectory,
  type ZipEntry,
} from './zip-directory.ts';

/**
 * Reads what `torch.save` has written since PyTorch 1.6: a zip of `ROOT/data.pkl` (names, shapes, views) and one file
 * `ROOT/data/N` per storage. Only the directory, data.pkl and the storages' local headers are read, never the weights,
 * so the weights' checksums are not compared; `verifyWeights` does that.
 * @returns the tensors of the state dict, in the order of their bytes.
 * @throws CheckpointError for every fault of the container, the pickle and the tensors.
 */
export async function readTorchZip(file: CheckpointFile): Promise<TensorIndex> {
  const directory = await readZipDirectory(file);
  const root = findRoot(file, directory);
  await checkByteOrder(file, directory.get(`${root}/byteorder`));
  const pickle = await readDataPickle(file, directory, root);
  const { tensors } = readTorchPickle(file.path, pickle);
  return locateViews(file, tensors, await locateStorages(file, directory, root, tensors));
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
  const storages = new Map(
    tensors.values().map(({ storage }): [string, PickledStorage] => [storage.key, storage]),
  );
  const places = await readTogether([...storages.values()], async (storage) => {
    const place = await locateStorage(file, directory, root, storage);
    return [storage.key, place] as const;
  });
  return new Map(places);
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
