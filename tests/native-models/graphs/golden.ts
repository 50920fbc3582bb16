import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

import { InferenceSession, Tensor } from '../../../native-models/models/onnx-runtime.ts';

import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import type { DiffusersModel } from '../../../native-models/checkpoints/diffusers-model.ts';
import type { BuiltGraph } from '../../../native-models/graphs/built-graph.ts';
import { type NpyArray, readNpy } from '../../helpers/npy.ts';
import { referencePath } from '../../helpers/reference.ts';

/** The reference's tiny models; each has a `…-golden` folder beside its diffusers folder. */
export const tinyModels = ['tiny-sd', 'tiny-jsd'] as const;
export type TinyModel = (typeof tinyModels)[number];

/** A recorded run of one network. */
export interface GoldenCase {
  readonly model: 'text_encoder' | 'unet' | 'vae.encode' | 'vae.decode';
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly timestep?: number | readonly number[];
  readonly encoder_hidden_states?: string;
}

/**
 * Largest error allowed, relative to the root mean square of the expected values. The reference's own float32 differs
 * from float64 by up to 1.5e-5 of it.
 */
export const tolerance = 1e-4;

export function readTinyModel(model: TinyModel): Promise<DiffusersModel> {
  return readDiffusersFolder(referencePath('models', model));
}

/** Recorded runs of one network; none where the reference data is absent, the test then skips. */
export function goldenCases(model: TinyModel, network: GoldenCase['model']): GoldenCase[] {
  const { cases } = readGoldenJson(model) as { cases: GoldenCase[] };
  return cases.filter((recorded) => recorded.model === network);
}

export function readGoldenJson(model: TinyModel): unknown {
  return JSON.parse(readFileSync(goldenPath(model, 'golden.json'), 'utf8'));
}

export function golden(model: TinyModel, file: string): NpyArray {
  return readNpy(goldenPath(model, file));
}

/** Token ids, int64 `[batch, tokens]`, as the graph takes them. */
export function goldenIds(model: TinyModel, file: string): { data: Int32Array; shape: number[] } {
  const bytes = readFileSync(goldenPath(model, file));
  const headerLength = bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, 10 + headerLength);
  const shape = /'<i8'.*'shape': \((\d+), (\d+)\)/.exec(header)?.slice(1).map(Number);
  if (!shape) throw new Error(`${file} is not a matrix of int64: ${header}`);
  const ids = new BigInt64Array(new Uint8Array(bytes.subarray(10 + headerLength)).buffer);
  return { data: Int32Array.from(ids, Number), shape };
}

/** Recorded results of modules, by their path in the reference. */
export function goldenActivations(model: TinyModel, network: string): Map<string, Float32Array> {
  return readFloatTensors(goldenPath(model, `${network}/activations.safetensors`));
}

function goldenPath(model: TinyModel, file: string): string {
  return referencePath('models', `${model}-golden`, file);
}

function readFloatTensors(file: string): Map<string, Float32Array> {
  const handle = openSync(file, 'r');
  const read = (length: number, position: number) => {
    const bytes = new Uint8Array(length);
    readSync(handle, bytes, 0, length, position);
    return bytes;
  };
  try {
    const headerLength = Number(Buffer.from(read(8, 0)).readBigUInt64LE());
    const header: unknown = JSON.parse(Buffer.from(read(headerLength, 8)).toString());
    const tensors = Object.entries(header as Record<string, { data_offsets: [number, number] }>);
    return new Map(
      tensors
        .filter(([name]) => name !== '__metadata__')
        .map(
          ([
            name,
            {
              data_offsets: [begin, end],
            },
          ]) => [name, new Float32Array(read(end - begin, 8 + headerLength + begin).buffer)],
        ),
    );
  } finally {
    closeSync(handle);
  }
}

export type Feeds = Readonly<
  Record<string, { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] }>
>;

/** Runs a graph once in ONNX Runtime with its default optimisations. Results by output name. */
export async function runGraph(
  graph: BuiltGraph,
  feeds: Feeds,
): Promise<ReadonlyMap<string, Float32Array>> {
  const [results] = await runGraphOnEach(graph, [feeds]);
  return results ?? new Map();
}

/** Runs a graph on several inputs of one shape; opening a session takes longer than a run. */
export async function runGraphOnEach(
  graph: BuiltGraph,
  inputs: readonly Feeds[],
): Promise<ReadonlyMap<string, Float32Array>[]> {
  const session = await InferenceSession.create(graph.model, {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: {
      session: { model_external_initializers_file_folder_path: graph.externalDataFolder },
    },
  });
  const all: ReadonlyMap<string, Float32Array>[] = [];
  try {
    for (const feeds of inputs) {
      const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
        name,
        data instanceof Int32Array
          ? new Tensor('int32', data, shape)
          : new Tensor('float32', data, shape),
      ]);
      const results = Object.entries(await session.run(Object.fromEntries(tensors)));
      all.push(new Map(results.map(([name, { data }]) => [name, asFloats(name, data)])));
    }
  } finally {
    await session.release();
  }
  return all;
}

function asFloats(name: string, data: unknown): Float32Array {
  if (!(data instanceof Float32Array)) throw new TypeError(`output ${name} is not float32`);
  return data;
}

/** Largest absolute difference divided by the root mean square of the expected values; ∞ where lengths differ. */
export function relativeError(
  actual: Float32Array | undefined,
  expected: ArrayLike<number>,
): number {
  if (actual?.length !== expected.length) return Infinity;
  let worst = 0;
  let squares = 0;
  for (const [index, value] of Array.from(expected).entries()) {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    // A NaN must not pass as "not larger".
    worst = difference <= worst ? worst : difference;
    squares += value * value;
  }
  return worst / Math.sqrt(squares / expected.length);
}
