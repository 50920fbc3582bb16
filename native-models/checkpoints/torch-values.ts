import { isKind, type PickleDict, type PickleValue } from './pickle-value.ts';
import type { TensorDtype } from './tensor-entry.ts';

/** A tensor as `torch.save` describes it: a strided view of a storage, whose bytes lie outside the pickle. */
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
  /** What the container calls the storage: a file below `data/` in a zip. */
  readonly key: string;
  readonly dtype: TensorDtype;
  /** Number of elements. */
  readonly elements: number;
}

/** A Python name that the reader let pass. */
export interface Global {
  readonly kind: 'global';
  readonly name: string;
}

/** An object of a harmless class, of which nothing is needed but, in a container of parameters, its state. */
export interface InertObject {
  readonly kind: 'object';
  readonly className: string;
  state: TorchValue;
}

export type TorchSpecial = PickledTensor | PickledStorage | Global | InertObject;
export type TorchValue = PickleValue<TorchSpecial>;
export type TorchDict = PickleDict<TorchSpecial>;

export function asDict(value: TorchValue | undefined): TorchDict | null {
  return isKind(value, 'dict') ? value : null;
}

export function asSpecial<Kind extends TorchSpecial['kind']>(
  value: TorchValue | undefined,
  kind: Kind,
): Extract<TorchSpecial, { kind: Kind }> | null {
  const matches =
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
  return matches ? (value as Extract<TorchSpecial, { kind: Kind }>) : null;
}

/** PyTorch's own limit to the dimensions of a tensor. */
const maxRank = 64;

/**
 * The sizes or strides of a tensor; null where the value is no tuple of at most 64 numbers. A pickle can hand the same tuple
 * to every one of its tensors, so it is not copied, and a long one is not even looked through.
 */
export function asExtents(value: TorchValue | undefined): readonly number[] | null {
  if (!isKind(value, 'tuple') || value.items.length > maxRank) return null;
  return value.items.every((item) => typeof item === 'number')
    ? (value.items as readonly number[])
    : null;
}
