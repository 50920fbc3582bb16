import { opcodes } from '../../native-models/checkpoints/pickle-opcodes.ts';
import type { TensorDtype } from '../../native-models/checkpoints/tensor-entry.ts';

/**
 * Pieces of a pickle, to be joined by `pickle`. Python writes the same instructions, with memo instructions between that
 * change nothing here.
 */
export type PicklePiece = Uint8Array;

/** PROTO 2, the pieces, STOP. */
export function pickle(...pieces: readonly PicklePiece[]): Buffer {
  return Buffer.concat([Buffer.of(opcodes.PROTO, 2), ...pieces, Buffer.of(opcodes.STOP)]);
}

/** Bare instructions without arguments. */
export function op(...names: readonly (keyof typeof opcodes)[]): PicklePiece {
  return Buffer.from(names.map((name) => opcodes[name]));
}

export function text(value: string): PicklePiece {
  const bytes = Buffer.from(value, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.byteLength);
  return Buffer.concat([op('BINUNICODE'), length, bytes]);
}

/** Any integer of up to 64 bits, as LONG1. */
export function integer(value: number | bigint): PicklePiece {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return Buffer.concat([op('LONG1'), Buffer.of(8), bytes]);
}

export function list(...items: readonly PicklePiece[]): PicklePiece {
  return Buffer.concat([op('EMPTY_LIST', 'MARK'), ...items, op('APPENDS')]);
}

export function global(module: string, name: string): PicklePiece {
  return Buffer.concat([op('GLOBAL'), Buffer.from(`${module}\n${name}\n`)]);
}

export function tuple(...items: readonly PicklePiece[]): PicklePiece {
  return Buffer.concat([op('MARK'), ...items, op('TUPLE')]);
}

export function dict(entries: readonly (readonly [PicklePiece, PicklePiece])[]): PicklePiece {
  return Buffer.concat([op('EMPTY_DICT', 'MARK'), ...entries.flat(), op('SETITEMS')]);
}

export function call(module: string, name: string, ...args: readonly PicklePiece[]): PicklePiece {
  return Buffer.concat([global(module, name), tuple(...args), op('REDUCE')]);
}

/** `collections.OrderedDict` as `state_dict()` returns it, with the state (`_metadata`) that BUILD sets. */
export function orderedDict(
  entries: readonly (readonly [PicklePiece, PicklePiece])[],
): PicklePiece {
  return Buffer.concat([
    call('collections', 'OrderedDict'),
    op('MARK'),
    ...entries.flat(),
    op('SETITEMS'),
    dict([[text('_metadata'), call('collections', 'OrderedDict')]]),
    op('BUILD'),
  ]);
}

const storageNames: Readonly<Record<TensorDtype, string>> = {
  F64: 'DoubleStorage',
  F32: 'FloatStorage',
  F16: 'HalfStorage',
  BF16: 'BFloat16Storage',
  I64: 'LongStorage',
  I32: 'IntStorage',
  I16: 'ShortStorage',
  I8: 'CharStorage',
  U8: 'ByteStorage',
  BOOL: 'BoolStorage',
};

/** A strided view of a storage, as `torch.save` pickles a tensor. */
export interface PickledView {
  readonly storage: string;
  readonly dtype: TensorDtype;
  /** Elements of the whole storage. */
  readonly elements: number | bigint;
  readonly offset?: number | bigint;
  readonly shape: readonly (number | bigint)[];
  /** Row-major where left out. */
  readonly strides?: readonly (number | bigint)[];
  /** In the form of files before PyTorch 1.6. */
  readonly legacy?: boolean;
}

export function tensor(view: PickledView): PicklePiece {
  const strides = view.strides ?? rowMajor(view.shape.map(Number));
  return call(
    'torch._utils',
    '_rebuild_tensor_v2',
    storage(view),
    integer(view.offset ?? 0),
    tuple(...view.shape.map(integer)),
    tuple(...strides.map(integer)),
    op('NEWFALSE'),
    call('collections', 'OrderedDict'),
  );
}

export function storage(
  view: Pick<PickledView, 'dtype' | 'storage' | 'elements' | 'legacy'>,
): PicklePiece {
  const id = tuple(
    text('storage'),
    global('torch', storageNames[view.dtype]),
    text(view.storage),
    text('cpu'),
    integer(view.elements),
    ...(view.legacy ? [op('NONE')] : []),
  );
  return Buffer.concat([id, op('BINPERSID')]);
}

function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
}
