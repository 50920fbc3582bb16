import { dict, integer, list, op, orderedDict, pickle, tensor, text } from './pickle-writer.ts';
import type { PicklePiece } from './pickle-writer.ts';
import { bytesOfTensor, type TensorToWrite } from './safetensors-file.ts';

/** What stands in a file before its storages; each part can be another than PyTorch would write. */
export interface LegacyParts {
  readonly magic?: Buffer;
  readonly version?: PicklePiece;
  readonly system?: PicklePiece;
  readonly state: PicklePiece;
  /** In the order of the file. */
  readonly storages: readonly {
    readonly key: string;
    readonly elements: number;
    readonly bytes: Uint8Array;
  }[];
}

/** PROTO 2, LONG1 of ten bytes, STOP: `torch.serialization.MAGIC_NUMBER`. */
export const legacyMagic = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');
const thisMachine = dict([
  [text('protocol_version'), integer(1001)],
  [text('little_endian'), op('NEWTRUE')],
  [text('type_sizes'), dict([[text('int'), integer(4)]])],
]);

/** A file as `torch.save` wrote it before 1.6: five pickles, then each storage behind its number of elements. */
export function encodeLegacyParts(parts: LegacyParts): Buffer {
  const { magic = legacyMagic, version = integer(1001), system = thisMachine } = parts;
  return Buffer.concat([
    magic,
    pickle(version),
    pickle(system),
    pickle(parts.state),
    pickle(list(...parts.storages.map(({ key }) => text(key)))),
    ...parts.storages.flatMap(({ elements, bytes }) => {
      const count = Buffer.alloc(8);
      count.writeBigInt64LE(BigInt(elements));
      return [count, bytes];
    }),
  ]);
}

/** A state dict as `torch.save` wrote it before 1.6, with one storage per tensor. */
export function encodeLegacyTorch(tensors: readonly TensorToWrite[]): Buffer {
  const storages = tensors.map((one, index) => ({
    key: `9400000${index}`,
    elements: one.shape.reduce((product, size) => product * size, 1),
    bytes: bytesOfTensor(one),
  }));
  const views = tensors.map(({ name, dtype, shape }, index) => {
    const { key = '', elements = 0 } = storages[index] ?? {};
    return [text(name), tensor({ storage: key, dtype, elements, shape, legacy: true })] as const;
  });
  return encodeLegacyParts({ state: orderedDict(views), storages });
}
