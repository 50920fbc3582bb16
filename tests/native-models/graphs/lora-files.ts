import assert from 'node:assert/strict';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { readLora } from '../../../native-models/checkpoints/read-lora.ts';
import { adaptTensors } from '../../../native-models/checkpoints/weight-delta.ts';
import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import { add } from '../../../native-models/graphs/operators.ts';
import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { runGraph } from './golden.ts';
import { type Key, type Numbers, weights } from './lora-forms.ts';

export const folder = temporaryFolder();

export async function networks() {
  const all = Object.entries(weights).map(([name, value]) => tensor(name, value));
  const file = await writeTo(folder, 'unet.safetensors', encodeSafetensors(all));
  return { unet: await readCheckpoint(file), textEncoder: new Map() };
}

/** The weight as a graph computes it. */
export async function adapted(
  key: Key,
  loras: readonly (readonly [file: string, strength: number])[],
) {
  const feeds = {
    x: { data: new Float32Array(weights[key].data.length), shape: weights[key].shape },
  };
  return (await runGraph(await graphOf(key, loras), feeds)).get('y') ?? assert.fail();
}

export async function graphOf(
  key: Key,
  loras: readonly (readonly [file: string, strength: number])[],
) {
  const found = await networks();
  let { unet } = found;
  for (const [file, strength] of loras) {
    unet = adaptTensors(unet, (await readLora(file, found)).unet, strength);
  }
  const { shape } = weights[key];
  const graph = new GraphBuilder('weight', unet);
  const x = graph.input('x', 'float32', shape);
  graph.output('y', add(graph, graph.weight(key, shape), x));
  return graph.finish();
}

export function write(
  name: string,
  key: Key,
  tensors: Readonly<Record<string, Numbers>>,
  dtype: TensorToWrite['dtype'] = 'F32',
): Promise<string> {
  const module = `lora_unet_${key.replace(/\.(?:weight|bias)$/, '').replaceAll('.', '_')}`;
  const all = Object.entries(tensors).map(([part, value]) =>
    tensor(`${module}.${part}`, value, dtype),
  );
  return writeTo(folder, `${name}.safetensors`, encodeSafetensors(all));
}

export function tensor(
  name: string,
  { shape, data }: Numbers,
  dtype: TensorToWrite['dtype'] = 'F32',
): TensorToWrite {
  return { name, dtype, shape, data: encode(data, dtype) };
}

function encode(data: Float64Array, dtype: TensorToWrite['dtype']): Uint8Array {
  if (dtype === 'F64') return new Uint8Array(data.buffer);
  if (dtype === 'I32') return new Uint8Array(Int32Array.from(data).buffer);
  const floats = Float32Array.from(data);
  if (dtype === 'F32') return new Uint8Array(floats.buffer);
  if (dtype === 'F16') return new Uint8Array(Float16Array.from(data).buffer);
  const words = new Uint32Array(floats.buffer);
  return new Uint8Array(Uint16Array.from(words, (word) => word >>> 16).buffer);
}

/** Every number of a weight, as a function of what it was and where it stands. */
export function plain(
  key: Key,
  change: (weight: number, place: readonly number[]) => number,
): Float64Array {
  const { shape, data } = weights[key];
  return data.map((weight, index) => change(weight, placeOf(shape, index)));
}

function placeOf(shape: readonly number[], index: number): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((size) => {
      const place = rest % size;
      rest = (rest - place) / size;
      return place;
    })
    .toReversed();
}

export function indexOf(key: Key, place: readonly number[]): number {
  return weights[key].shape.reduce((all, size, axis) => all * size + (place[axis] ?? 0), 0);
}

export function lengthOf(
  key: Key,
  merged: Float64Array,
  per: 'output' | 'input',
  line: number,
): number {
  const axis = per === 'output' ? 0 : 1;
  const inLine = merged.filter((_, index) => placeOf(weights[key].shape, index)[axis] === line);
  return Math.hypot(...inLine);
}
