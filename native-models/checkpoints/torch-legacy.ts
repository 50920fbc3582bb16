import { CheckpointError, quoteName } from './checkpoint-error.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { PickleError } from './pickle-error.ts';
import { isKind, type PickleSpecial, type PickleValue } from './pickle-value.ts';
import { readPickleAt } from './pickle.ts';
import { readTogether } from './read-together.ts';
import { tensorBytes } from './tensor-dtype.ts';
import type { TensorIndex } from './tensor-entry.ts';
import { describePickleError, maxPickleBytes, readTorchPickleAt } from './torch-pickle.ts';
import type { PickledStorage } from './torch-values.ts';
import { locateViews } from './torch-view.ts';

/** `torch.serialization.MAGIC_NUMBER`: the first pickle of the file. */
const magicNumber = 0x1950a86a20f9469cfc6cn;
/** `torch.serialization.PROTOCOL_VERSION`: the second. */
const formatVersion = 1001;
/** What is read first; a full SD 1.x checkpoint's pickles with EMA have 0.5 MB together. */
const firstBytes = 1024 * 1024;

/**
 * Whether a file begins as `torch.save` began until PyTorch 1.5.
 * @param start the first 64 bytes at least, or all of a smaller file.
 */
export function looksLikeLegacyTorch(start: Buffer): boolean {
  try {
    return readPlainPickle(start, 0).value === magicNumber;
  } catch {
    return false;
  }
}

/**
 * Reads what `torch.save` wrote before PyTorch 1.6, and still does with `_use_new_zipfile_serialization=False`: five
 * pickles (magic number, version, byte order, the object, the keys of its storages), then for each key the number of
 * elements and the elements themselves. The pickles are read, and 8 bytes per storage; never the weights.
 * @returns the tensors of the state dict, in the order of their bytes.
 * @throws CheckpointError for every fault of the pickles, the storages and the tensors.
 */
export async function readLegacyTorch(file: CheckpointFile): Promise<TensorIndex> {
  const { tensors, storages, keys, end } = await readPickles(file);
  const inOrder = keys.map((key) => {
    const storage = storages.get(key);
    return storage ?? failStorage(file, key, 'is nowhere described');
  });
  const stored = new Set(keys);
  for (const key of storages.keys()) if (!stored.has(key)) failStorage(file, key, 'is missing');
  const places = placeStorages(file, inOrder, end);
  await readTogether(inOrder, async ({ key, elements }) => {
    const count = await file.read((places.get(key) ?? 0) - countBytes, countBytes);
    if (count.readBigInt64LE() !== BigInt(elements)) failStorage(file, key, 'has another size');
  });
  return locateViews(file, tensors, places);
}

type Pickles = ReturnType<typeof parsePickles>;

/** Reads on until the pickles are whole: how long they are, only they say. */
async function readPickles(file: CheckpointFile): Promise<Pickles> {
  for (let length = firstBytes; ; length *= 4) {
    const bytes = await file.read(0, Math.min(length, file.size, maxPickleBytes));
    try {
      return parsePickles(file, bytes);
    } catch (cause) {
      if (!(cause instanceof PickleError)) throw cause;
      if (cause.reason !== 'cut') throw describePickleError(file.path, cause);
      if (bytes.byteLength === file.size) throw truncated(file, cause);
      if (bytes.byteLength === maxPickleBytes) {
        throw new CheckpointError(
          'pickle-limit',
          file.path,
          `has a table of contents of more than ${maxPickleBytes} bytes, which is refused.`,
        );
      }
    }
  }
}

function parsePickles(file: CheckpointFile, bytes: Buffer) {
  const magic = readPlainPickle(bytes, 0);
  const version = readPlainPickle(bytes, magic.end);
  const system = readPlainPickle(bytes, version.end);
  const littleEndian = isKind(system.value, 'dict') && system.value.entries.get('little_endian');
  if (magic.value !== magicNumber || version.value !== formatVersion || littleEndian !== true) {
    throw new CheckpointError(
      'pickle-unsupported',
      file.path,
      'is a PyTorch file of an unknown version, or of a big-endian machine. Save it again with a current PyTorch on an ordinary machine.',
    );
  }
  const { tensors, storages, end } = readTorchPickleAt(file.path, bytes, system.end);
  const list = readPlainPickle(bytes, end);
  const keys = isKind(list.value, 'list') ? list.value.items : [];
  if (!keys.every((key) => typeof key === 'string') || new Set(keys).size !== keys.length) {
    throw new PickleError('damaged', 'no list of storages', end, 'PROTO');
  }
  return { tensors, storages, keys, end: list.end };
}

/** A pickle of plain values. */
function readPlainPickle(
  bytes: Buffer,
  start: number,
): { readonly value: PickleValue<PickleSpecial>; readonly end: number } {
  const refuse = (): never => {
    throw new PickleError('unsupported', 'a name where only values may stand', start, 'GLOBAL');
  };
  return readPickleAt(bytes, start, {
    resolveGlobal: refuse,
    call: refuse,
    loadPersistent: refuse,
    setState: refuse,
  });
}

/** Before each storage's elements stands how many they are. */
const countBytes = 8;

/** Where each storage's elements begin, by key. */
function placeStorages(
  file: CheckpointFile,
  storages: readonly PickledStorage[],
  start: number,
): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  let at = start;
  for (const { key, dtype, elements } of storages) {
    const bytes =
      Number.isSafeInteger(elements) && elements >= 0 ? tensorBytes([elements], dtype) : null;
    if (bytes === null) return failStorage(file, key, 'has an impossible size');
    places.set(key, at + countBytes);
    at += countBytes + bytes;
    if (at > file.size) throw truncated(file);
  }
  if (at < file.size) {
    throw new CheckpointError(
      'storage-damaged',
      file.path,
      `has ${file.size - at} bytes after its last storage that belong to nothing. The file is damaged; download it again.`,
      { storage: storages.at(-1)?.key ?? '' },
    );
  }
  return places;
}

function failStorage(file: CheckpointFile, key: string, problem: string): never {
  throw new CheckpointError(
    'storage-damaged',
    file.path,
    `storage ${quoteName(key)}, which holds some of the weights, ${problem}. The file is damaged; download it again.`,
    { storage: key },
  );
}

function truncated(file: CheckpointFile, cause?: PickleError): CheckpointError {
  return new CheckpointError(
    'truncated',
    file.path,
    'is a PyTorch file whose end is missing: an interrupted download or copy. Download it again.',
    {},
    cause && { cause },
  );
}
