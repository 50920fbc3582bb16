import { CheckpointError, quoteName } from './checkpoint-error.ts';
import { isKind, type PickleDict, type PickleValue } from './pickle-value.ts';
import { PickleError, readPickle, type PickleHost } from './pickle.ts';
import type { TensorDtype } from './tensor-entry.ts';

/** A tensor as `torch.save` describes it: a strided view of a storage, which is a file of its own in the zip. */
export interface PickledTensor {
  readonly kind: 'tensor';
  readonly storage: PickledStorage;
  /** In elements; like shape and strides as written, so possibly negative or absurd. */
  readonly storageOffset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export interface PickledStorage {
  readonly kind: 'storage';
  /** Name of the storage's file below `data/`. */
  readonly key: string;
  readonly dtype: TensorDtype;
  /** Number of elements. */
  readonly elements: number;
}

/** A Python name that the reader let pass. */
interface Global {
  readonly kind: 'global';
  readonly name: string;
}

type Special = PickledTensor | PickledStorage | Global;
type Value = PickleValue<Special>;

/**
 * Reads `data.pkl` of a PyTorch zip and returns its table of tensors: the value of `state_dict` (a checkpoint) or of
 * `string_to_param` (a textual inversion) where there is one, otherwise the outermost dict. Entries that are no tensors
 * (training counters, versions) are left out.
 * @throws CheckpointError `pickle-damaged`, `pickle-unsupported`, `pickle-limit`, `pickle-forbidden-global`,
 *   `no-state-dict`.
 */
export function readTorchPickle(
  file: string,
  bytes: Uint8Array,
): ReadonlyMap<string, PickledTensor> {
  let root: Value;
  try {
    root = readPickle(bytes, torchHost(file));
  } catch (cause) {
    if (cause instanceof PickleError) throw describePickleError(file, cause);
    throw cause;
  }
  const outer = asDict(root);
  const table =
    asDict(outer?.entries.get('state_dict')) ??
    asDict(outer?.entries.get('string_to_param')) ??
    outer;
  const tensors = new Map<string, PickledTensor>();
  for (const [name, value] of table?.entries ?? []) {
    const tensor = asSpecial(value, 'tensor');
    if (typeof name === 'string' && tensor) tensors.set(name, tensor);
  }
  if (tensors.size === 0) {
    throw new CheckpointError(
      'no-state-dict',
      file,
      'is a PyTorch file without a table of weights by name. Choose the file that holds the model itself.',
    );
  }
  return tensors;
}

const storageDtypes: Readonly<Record<string, TensorDtype>> = {
  'torch.DoubleStorage': 'F64',
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
};

/** What the names that state dicts call stand for here. Each takes plain values and returns a description. */
const callables: Readonly<Record<string, (args: readonly Value[]) => Value | null>> = {
  'collections.OrderedDict': makeOrderedDict,
  // (storage, offset, size, stride, requires_grad, backward_hooks[, metadata]); the first form ends after stride
  'torch._utils._rebuild_tensor': makeTensor,
  'torch._utils._rebuild_tensor_v2': makeTensor,
  // (tensor, requires_grad, backward_hooks[, state])
  'torch._utils._rebuild_parameter': ([tensor]) => asSpecial(tensor, 'tensor'),
  'torch._utils._rebuild_parameter_with_state': ([tensor]) => asSpecial(tensor, 'tensor'),
  'torch.Size': ([sizes]) => (isKind(sizes, 'tuple') ? sizes : null),
};

/**
 * Classes that PyTorch Lightning's training checkpoints use as dict keys beside the weights (ModelCheckpoint in the
 * published SD v1 files). They stay names: calling one is refused like any other.
 */
const inertGlobal = /^(?:pytorch_lightning|lightning\.pytorch|lightning)\.callbacks(?:\.\w+)+$/;

function torchHost(file: string): PickleHost<Special> {
  const forbid = (name: string): never => {
    throw new CheckpointError(
      'pickle-forbidden-global',
      file,
      `asks Python for ${quoteName(name)}, which weights do not need. Nothing was run. ` +
        'Do not open this file in other programs unless you trust who made it; look for a safetensors version.',
      { global: name },
    );
  };
  return {
    resolveGlobal(name) {
      const known =
        Object.hasOwn(storageDtypes, name) ||
        Object.hasOwn(callables, name) ||
        inertGlobal.test(name);
      return known ? { kind: 'global', name } : forbid(name);
    },
    call(callee, args) {
      if (callee.kind !== 'global') return failArguments(file, `a ${callee.kind}`);
      if (!Object.hasOwn(callables, callee.name)) return forbid(callee.name);
      return callables[callee.name]?.(args) ?? failArguments(file, callee.name);
    },
    loadPersistent(id) {
      return makeStorage(id) ?? failArguments(file, 'a storage');
    },
  };
}

/** `('storage', torch.FloatStorage, '12', 'cpu', 1024)`; the device a tensor once lay on does not matter. */
function makeStorage(id: Value): PickledStorage | null {
  if (!isKind(id, 'tuple') || id.items.length !== 5) return null;
  const [tag, type, key, , elements] = id.items;
  const dtype = storageDtypes[asSpecial(type, 'global')?.name ?? ''];
  if (tag !== 'storage' || !dtype || typeof key !== 'string' || typeof elements !== 'number') {
    return null;
  }
  return { kind: 'storage', key, dtype, elements };
}

function makeTensor(args: readonly Value[]): PickledTensor | null {
  const storage = asSpecial(args[0], 'storage');
  const storageOffset = args[1];
  const shape = asNumbers(args[2]);
  const strides = asNumbers(args[3]);
  if (!storage || typeof storageOffset !== 'number' || !shape || !strides) return null;
  return { kind: 'tensor', storage, storageOffset, shape, strides };
}

/** Python 3 pickles it empty and sets its items afterwards. */
function makeOrderedDict(args: readonly Value[]): PickleDict<Special> | null {
  return args.length === 0 ? { kind: 'dict', entries: new Map() } : null;
}

function asDict(value: Value | undefined): PickleDict<Special> | null {
  return isKind(value, 'dict') ? value : null;
}

function asSpecial<Kind extends Special['kind']>(
  value: Value | undefined,
  kind: Kind,
): Extract<Special, { kind: Kind }> | null {
  const matches =
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
  return matches ? (value as Extract<Special, { kind: Kind }>) : null;
}

function asNumbers(value: Value | undefined): readonly number[] | null {
  if (!isKind(value, 'tuple')) return null;
  const numbers = value.items.filter((item) => typeof item === 'number');
  return numbers.length === value.items.length ? numbers : null;
}

function failArguments(file: string, what: string): never {
  throw new CheckpointError(
    'pickle-damaged',
    file,
    `describes ${what} in a way PyTorch does not. The file is damaged; download it again.`,
  );
}

function describePickleError(file: string, cause: PickleError): CheckpointError {
  const { opcode, position } = cause;
  const data = { opcode, position };
  switch (cause.reason) {
    case 'damaged':
      return new CheckpointError(
        'pickle-damaged',
        file,
        `has a damaged table of contents: ${cause.message}. Download it again.`,
        data,
        { cause },
      );
    case 'unsupported':
      return new CheckpointError(
        'pickle-unsupported',
        file,
        `has a table of contents that PyTorch would not write: ${cause.message}. Nothing was run. Look for a safetensors version.`,
        data,
        { cause },
      );
    case 'limit':
      return new CheckpointError(
        'pickle-limit',
        file,
        `has a table of contents larger than any checkpoint's: ${cause.message}. Nothing was run; do not trust this file.`,
        data,
        { cause },
      );
  }
}
