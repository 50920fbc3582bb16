import { CheckpointError } from './checkpoint-error.ts';
import { PickleError } from './pickle-error.ts';
import { readPickle, readPickleAt } from './pickle.ts';
import { createTorchHost } from './torch-host.ts';
import {
  asDict,
  asSpecial,
  type PickledStorage,
  type PickledTensor,
  type TorchDict,
  type TorchValue,
} from './torch-values.ts';

/** Longest pickle read. A full SD 1.x checkpoint's with EMA has 0.5 MB. */
export const maxPickleBytes = 16 * 1024 * 1024;

/** What a pickle of `torch.save` says about tensors. */
export interface TorchPickle {
  /** The state dict's tensors by name. */
  readonly tensors: ReadonlyMap<string, PickledTensor>;
  /** All storages that the pickle names, those of other objects than the state dict too, by key. */
  readonly storages: ReadonlyMap<string, PickledStorage>;
}

/**
 * Reads `data.pkl` of a PyTorch zip.
 * @throws CheckpointError `pickle-damaged`, `pickle-unsupported`, `pickle-limit`, `pickle-forbidden-global`,
 *   `storage-damaged`, `no-state-dict`.
 */
export function readTorchPickle(file: string, bytes: Uint8Array): TorchPickle {
  const host = createTorchHost(file);
  try {
    return { tensors: findTensors(file, readPickle(bytes, host)), storages: host.storages };
  } catch (cause) {
    throw cause instanceof PickleError ? describePickleError(file, cause) : cause;
  }
}

/**
 * The same for a pickle among others in one file.
 * @returns also where it ends.
 * @throws as `readTorchPickle`, and PickleError `cut` where `bytes` end before it.
 */
export function readTorchPickleAt(
  file: string,
  bytes: Uint8Array,
  start: number,
): TorchPickle & { readonly end: number } {
  const host = createTorchHost(file);
  const { value, end } = readPickleAt(bytes, start, host);
  return { tensors: findTensors(file, value), storages: host.storages, end };
}

/**
 * The table of tensors in what was pickled: the value of `state_dict` (a checkpoint), of `string_to_param` (a textual
 * inversion) or of `model` where there is one, otherwise the outermost dict. Entries that are no tensors (training
 * counters, versions) are left out.
 */
function findTensors(file: string, root: TorchValue): ReadonlyMap<string, PickledTensor> {
  const outer = asTable(root);
  const inner = ['state_dict', 'string_to_param', 'model'].map((key) =>
    asTable(outer?.entries.get(key)),
  );
  const table = inner.find((candidate) => candidate !== null) ?? outer;
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

/** A dict, or the parameters of a `torch.nn.ParameterDict`, which early textual inversions were saved as. */
function asTable(value: TorchValue | undefined): TorchDict | null {
  const object = asSpecial(value, 'object');
  return object ? asDict(asDict(object.state)?.entries.get('_parameters')) : asDict(value);
}

/** A pickle's fault in the terms of this room. */
export function describePickleError(file: string, cause: PickleError): CheckpointError {
  const { opcode, position } = cause;
  const data = { opcode, position };
  switch (cause.reason) {
    case 'cut':
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
