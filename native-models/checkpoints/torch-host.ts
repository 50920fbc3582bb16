import { CheckpointError, quoteName } from './checkpoint-error.ts';
import { isKind } from './pickle-value.ts';
import type { PickleHost } from './pickle.ts';
import type { TensorDtype } from './tensor-entry.ts';
import {
  asExtents,
  asSpecial,
  type InertObject,
  type PickledStorage,
  type PickledTensor,
  type TorchDict,
  type TorchSpecial,
  type TorchValue,
} from './torch-values.ts';

export interface TorchHost extends PickleHost<TorchSpecial> {
  /** Every storage that the pickle has named so far, by key; the last description of each. */
  readonly storages: ReadonlyMap<string, PickledStorage>;
}

/**
 * Says what the Python names in a checkpoint mean here: descriptions of tensors, and objects of a few harmless classes of
 * which nothing is kept. Any other name ends the reading.
 * @throws CheckpointError `pickle-forbidden-global`, `pickle-damaged`.
 */
export function createTorchHost(file: string): TorchHost {
  const storages = new Map<string, PickledStorage>();
  return {
    storages,
    resolveGlobal(name) {
      return isKnown(name) ? { kind: 'global', name } : forbid(file, name);
    },
    call(callee, args) {
      if (callee.kind !== 'global') return failArguments(file, `a ${callee.kind}`);
      const { name } = callee;
      if (inertClasses.has(name)) return inertObject(name);
      if (!Object.hasOwn(callables, name)) return forbid(file, name);
      return callables[name]?.(args) ?? failArguments(file, name);
    },
    loadPersistent(id) {
      const storage = makeStorage(id) ?? failArguments(file, 'a storage');
      const same = storages.get(storage.key);
      // The same bytes under two types would be another tensor than the one that was saved.
      if (same && (same.dtype !== storage.dtype || same.elements !== storage.elements)) {
        throw new CheckpointError(
          'storage-damaged',
          file,
          `describes the storage ${quoteName(storage.key)} in two ways. The file is damaged; download it again.`,
          { storage: storage.key },
        );
      }
      storages.set(storage.key, storage);
      return storage;
    },
    setState(target, state) {
      if (target.kind !== 'object') return false;
      target.state = state;
      return true;
    },
  };
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
const callables: Readonly<Record<string, (args: readonly TorchValue[]) => TorchValue | null>> = {
  'collections.OrderedDict': (args) => (args.length === 0 ? emptyDict() : null),
  // (factory): its items are set afterwards, so the factory is never needed.
  'collections.defaultdict': emptyDict,
  // (storage, offset, size, stride, requires_grad, backward_hooks[, metadata]); the first form ends after stride
  'torch._utils._rebuild_tensor': makeTensor,
  'torch._utils._rebuild_tensor_v2': makeTensor,
  // (tensor, requires_grad, backward_hooks[, state])
  'torch._utils._rebuild_parameter': ([tensor]) => asSpecial(tensor, 'tensor'),
  'torch._utils._rebuild_parameter_with_state': ([tensor]) => asSpecial(tensor, 'tensor'),
  'torch.Size': ([sizes]) => (isKind(sizes, 'tuple') ? sizes : null),
};

/** Classes whose objects stand beside the weights in training checkpoints: numbers, settings, and a table of parameters. */
const inertClasses: ReadonlySet<string> = new Set([
  ...['set', 'frozenset', 'complex', 'bytearray'].flatMap((name) => [
    `__builtin__.${name}`,
    `builtins.${name}`,
  ]),
  '_codecs.encode',
  'argparse.Namespace',
  'numpy.core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray.scalar',
  'numpy._core.multiarray._reconstruct',
  'numpy.dtype',
  'numpy.ndarray',
  'omegaconf.base.ContainerMetadata',
  'omegaconf.base.Metadata',
  'omegaconf.dictconfig.DictConfig',
  'omegaconf.listconfig.ListConfig',
  'omegaconf.nodes.AnyNode',
  'torch.device',
  'torch.nn.modules.container.ParameterDict',
]);

/**
 * Names that stand in a checkpoint and are not called: number types, and the callback classes that PyTorch Lightning's
 * training checkpoints use as dict keys (ModelCheckpoint in the published SD v1 files). Calling one is refused like any
 * other call.
 */
const inertNames = new RegExp(
  [
    String.raw`^(?:pytorch_lightning|lightning\.pytorch|lightning)\.callbacks(?:\.\w+)+$`,
    String.raw`^torch\.(?:float16|float32|float64|bfloat16|half|float|double|int8|uint8|int16|int32|int64|long|bool)$`,
    String.raw`^(?:__builtin__|builtins)\.(?:dict|list|tuple|int|float|bool|str)$`,
    String.raw`^typing\.Any$`,
  ].join('|'),
);

function isKnown(name: string): boolean {
  return (
    Object.hasOwn(storageDtypes, name) ||
    Object.hasOwn(callables, name) ||
    inertClasses.has(name) ||
    inertNames.test(name)
  );
}

/**
 * `('storage', torch.FloatStorage, '12', 'cpu', 1024)`, before PyTorch 1.6 with a sixth value that is always None. The
 * device a tensor once lay on does not matter.
 */
function makeStorage(id: TorchValue): PickledStorage | null {
  if (!isKind(id, 'tuple')) return null;
  const [tag, type, key, , elements, view = null, ...more] = id.items;
  const dtype = storageDtypes[asSpecial(type, 'global')?.name ?? ''];
  const sound = tag === 'storage' && view === null && more.length === 0;
  return sound && dtype && typeof key === 'string' && typeof elements === 'number'
    ? { kind: 'storage', key, dtype, elements }
    : null;
}

function makeTensor(args: readonly TorchValue[]): PickledTensor | null {
  const storage = asSpecial(args[0], 'storage');
  const storageOffset = args[1];
  const shape = asExtents(args[2]);
  const strides = asExtents(args[3]);
  if (!storage || typeof storageOffset !== 'number' || !shape || !strides) return null;
  return { kind: 'tensor', storage, storageOffset, shape, strides };
}

function emptyDict(): TorchDict {
  return { kind: 'dict', entries: new Map() };
}

function inertObject(className: string): InertObject {
  return { kind: 'object', className, state: null };
}

function forbid(file: string, name: string): never {
  throw new CheckpointError(
    'pickle-forbidden-global',
    file,
    `asks Python for ${quoteName(name)}, which weights do not need. Nothing was run. ` +
      'Do not open this file in other programs unless you trust who made it; look for a safetensors version.',
    { global: name },
  );
}

function failArguments(file: string, what: string): never {
  throw new CheckpointError(
    'pickle-damaged',
    file,
    `describes ${what} in a way PyTorch does not. The file is damaged; download it again.`,
  );
}
