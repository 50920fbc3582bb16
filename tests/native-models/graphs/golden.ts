import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

import { InferenceSession, Tensor } from 'onnxruntime-node';

import type {
  TensorDtype,
  TensorEntry,
  TensorIndex,
} from '../../../native-models/checkpoints/tensor-entry.ts';
import type { BuiltGraph } from '../../../native-models/graphs/graph-builder.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath } from '../../helpers/reference.ts';

/** Reference model names; each has a `…-golden` folder beside its diffusers folder. */
export type TinyModel = 'tiny-sd' | 'tiny-jsd';

export function readJson(...parts: string[]): unknown {
  return JSON.parse(readFileSync(referencePath(...parts), 'utf8'));
}

export function modelConfig(model: string, component: string): unknown {
  return readJson('models', model, component, 'config.json');
}

/** Index of a well-formed safetensors file, just enough for tests of graphs alone. */
export function readIndex(file: string): TensorIndex {
  const handle = openSync(file, 'r');
  try {
    const prefix = Buffer.alloc(8);
    readSync(handle, prefix, 0, 8, 0);
    const headerLength = Number(prefix.readBigUInt64LE());
    const header = Buffer.alloc(headerLength);
    readSync(handle, header, 0, headerLength, 8);
    const entries = Object.entries(JSON.parse(header.toString()) as Record<string, HeaderEntry>)
      .filter(([name]) => name !== '__metadata__')
      .map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [begin, end],
          },
        ]): [string, TensorEntry] => [
          name,
          {
            name,
            dtype,
            shape,
            file,
            offset: 8 + headerLength + begin,
            byteLength: end - begin,
          },
        ],
      );
    return new Map(entries);
  } finally {
    closeSync(handle);
  }
}

interface HeaderEntry {
  readonly dtype: TensorDtype;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** float32 tensors of a safetensors file, for expected values. */
export function readTensors(file: string): Map<string, Float32Array> {
  const bytes = readFileSync(file);
  return new Map(
    [...readIndex(file)].map(([name, { offset, byteLength }]) => [
      name,
      new Float32Array(new Uint8Array(bytes.subarray(offset, offset + byteLength)).buffer),
    ]),
  );
}

/** An index as if read from a checkpoint with these keys; the file does not exist. */
export function indexOfKeys(
  keys: readonly { readonly key: string; readonly shape: readonly number[] }[],
): TensorIndex {
  let offset = 0;
  return new Map(
    keys.map(({ key, shape }): [string, TensorEntry] => {
      const byteLength = 4 * shape.reduce((product, size) => product * size, 1);
      const file = '/models/weights.safetensors';
      const entry: TensorEntry = { name: key, dtype: 'F32', shape, file, offset, byteLength };
      offset += byteLength;
      return [key, entry];
    }),
  );
}

export interface Golden {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export function golden(model: TinyModel, ...parts: string[]): Golden {
  return readNpy(referencePath('models', `${model}-golden`, ...parts));
}

/** An int64 `.npy` of token ids as rows of numbers. */
export function goldenIds(model: TinyModel, name: string): number[][] {
  const bytes = readFileSync(
    referencePath('models', `${model}-golden`, 'text_encoder', `${name}.ids.npy`),
  );
  const headerLength = bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, 10 + headerLength);
  const [, rows = '', columns = ''] = /'<i8'.*'shape': \((\d+), (\d+)\)/.exec(header) ?? [];
  const data = new BigInt64Array(new Uint8Array(bytes.subarray(10 + headerLength)).buffer);
  const width = Number(columns);
  return Array.from({ length: Number(rows) }, (_, row) =>
    Array.from(data.subarray(row * width, (row + 1) * width), Number),
  );
}

export type Feeds = Readonly<
  Record<string, { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] }>
>;

/** Runs a graph in ONNX Runtime as it stands, on one thread, so that results do not depend on the machine. */
export async function runGraph(
  graph: BuiltGraph,
  feeds: Feeds,
): Promise<ReadonlyMap<string, Float32Array>> {
  const session = await InferenceSession.create(graph.model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: {
      session: { model_external_initializers_file_folder_path: graph.externalDataFolder },
    },
  });
  try {
    const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
      name,
      data instanceof Int32Array
        ? new Tensor('int32', data, shape)
        : new Tensor('float32', data, shape),
    ]);
    const results = await session.run(Object.fromEntries(tensors));
    return new Map(Object.entries(results).map(([name, { data }]) => [name, asFloats(name, data)]));
  } finally {
    await session.release();
  }
}

function asFloats(name: string, data: unknown): Float32Array {
  if (!(data instanceof Float32Array)) throw new TypeError(`output ${name} is not float32`);
  return data;
}

/** Largest absolute difference divided by the root mean square of the expected values; ∞ where lengths differ. */
export function relativeError(actual: Float32Array | undefined, expected: Float32Array): number {
  if (actual?.length !== expected.length) return Infinity;
  let worst = 0;
  let squares = 0;
  expected.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    // A NaN must not pass as "not larger".
    worst = difference <= worst ? worst : difference;
    squares += value * value;
  });
  return worst / Math.sqrt(squares / expected.length);
}
