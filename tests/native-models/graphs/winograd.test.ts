import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { TensorEntry, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { adaptTensors } from '../../../native-models/checkpoints/weight-delta.ts';
import type { BuiltGraph } from '../../../native-models/graphs/built-graph.ts';
import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import { cpuGraph, withLargeTiles } from '../../../native-models/graphs/graph-profile.ts';
import { convolution } from '../../../native-models/graphs/layers.ts';
import { winogradTransforms } from '../../../native-models/graphs/winograd-transforms.ts';
import { formulaNoise, writeFormulaWeights } from './formula-weights.ts';
import { relativeError, runGraph } from './golden.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nishiki-winograd-'));
});
after(() => rm(folder, { recursive: true }));

type Form = (typeof cpuGraph)['convolution'];

interface Layer {
  readonly batch?: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly height: number;
  readonly width: number;
  readonly stride?: number;
}

/** The smallest that is computed in tiles of 2 × 2. */
const small: Layer = { inChannels: 160, outChannels: 160, height: 16, width: 16 };

function build(weights: TensorIndex, layer: Layer, form: Form): BuiltGraph {
  const { batch = 1, inChannels, outChannels, height, width, stride = 1 } = layer;
  const graph = new GraphBuilder('test', weights, { profile: { ...cpuGraph, convolution: form } });
  const x = graph.input('x', 'float32', [batch, inChannels, height, width]);
  graph.output('y', convolution(graph, 'conv', x, { outChannels, kernel: 3, stride }));
  return graph.finish();
}

function weightsOf(layer: Layer): TensorIndex {
  const { inChannels, outChannels } = layer;
  return writeFormulaWeights(join(folder, `${inChannels} to ${outChannels}`), (index) =>
    build(index, layer, 'direct'),
  );
}

/** How many strips of rows a graph computes by minimal filtering, each with an operator of its own. */
function stripsOf({ model }: BuiltGraph): number {
  const names = Buffer.from(model)
    .toString('latin1')
    .match(/DepthToSpace_\d+/g);
  return new Set(names).size;
}

async function results(graph: BuiltGraph, layer: Layer): Promise<Float32Array> {
  const { batch = 1, inChannels, height, width } = layer;
  const shape = [batch, inChannels, height, width];
  const x = { data: formulaNoise('x', shape), shape };
  return (await runGraph(graph, { x })).get('y') ?? new Float32Array();
}

/** Asserts that a form computes what a plain convolution does. */
async function assertSame(weights: TensorIndex, layer: Layer, form: Form, bound: number) {
  const expected = await results(build(weights, layer, 'direct'), layer);
  const error = relativeError(await results(build(weights, layer, form), layer), expected);
  assert.ok(error <= bound, `relative error ${error.toExponential(1)} of at most ${bound}`);
}

describe('the transforms', () => {
  for (const [side, { values, weights, results: sums }] of Object.entries(winogradTransforms)) {
    it(`F(${side}, 3) gives the sums of three neighbours`, () => {
      const tile = Number(side);
      const d = Array.from({ length: tile + 2 }, (_, place) => ((place * 7) % 5) - 2);
      const w = [3, -1, 2];
      const products = values.map((row, place) => dot(row, d) * dot(weights[place] ?? [], w));
      const expected = Array.from({ length: tile }, (_, place) =>
        dot(w, d.slice(place, place + 3)),
      );
      for (const [place, row] of sums.entries())
        assert.ok(Math.abs(dot(row, products) - (expected[place] ?? Number.NaN)) < 1e-12);
    });
  }
});

describe('a convolution by minimal filtering', () => {
  it('is as exact in tiles of 2 × 2 as a plain one, at every edge', async () => {
    for (const layer of [
      small,
      { ...small, batch: 2, outChannels: 192, height: 18, width: 22 },
      { ...small, batch: 3, inChannels: 320, height: 64, width: 4 },
    ]) {
      const weights = weightsOf(layer);
      assert.equal(stripsOf(build(weights, layer, 'winograd-2')), 1);
      await assertSame(weights, layer, 'winograd-2', 5e-6);
    }
  });

  it('is nearly so in tiles of 4 × 4; sides that are no multiple of 4 take smaller ones', async () => {
    const layer = { ...small, inChannels: 96, outChannels: 96, height: 20, width: 28 };
    await assertSame(weightsOf(layer), layer, 'winograd-4', 5e-5);
    assert.equal(stripsOf(build(weightsOf(layer), layer, 'winograd-4')), 1);
    assert.equal(stripsOf(build(weightsOf(layer), { ...layer, height: 18 }, 'winograd-4')), 0);
    assert.equal(stripsOf(build(weightsOf(small), { ...small, width: 18 }, 'winograd-4')), 1);
  });

  it('goes through a large picture in strips of rows, the last one shorter', async () => {
    for (const [form, channels, height] of [
      ['winograd-2', 160, 40],
      ['winograd-4', 96, 140],
    ] as const) {
      const layer = { inChannels: channels, outChannels: channels, height, width: 512 };
      const weights = weightsOf(layer);
      assert.equal(stripsOf(build(weights, layer, form)), 2);
      await assertSame(weights, layer, form, form === 'winograd-2' ? 5e-6 : 5e-5);
    }
  });

  it('takes weights of half precision, and with what a LoRA adds', async () => {
    const weights = weightsOf(small);
    const weight = weights.get('conv.weight');
    assert.ok(weight);
    const brain = new Map(weights).set('conv.weight', brainFloats(weight));
    await assertSame(brain, small, 'winograd-2', 5e-6);
    const factors = { kind: 'whole', tensor: weight } as const;
    const delta = { factors, scale: 1, strength: 1 };
    const adapted = adaptTensors(weights, new Map([['conv.weight', delta]]), 0.5);
    await assertSame(adapted, small, 'winograd-2', 5e-6);
    const plain = await results(build(weights, small, 'winograd-2'), small);
    const changed = await results(build(adapted, small, 'winograd-2'), small);
    assert.ok(relativeError(changed, plain) > 0.1, 'the LoRA had an effect');
  });

  it('keeps nothing that is made of weights: it would be larger than they are', () => {
    const { memory, weightBytes } = build(weightsOf(small), small, 'winograd-2');
    assert.equal(memory.foldedOperations, 0);
    assert.ok(memory.foldedBytes < weightBytes / 2, 'the transform of values, for all channels');
    assert.ok(memory.activationBytes > (16 / 9) * (weightBytes - 640));
  });
});

describe('a plain convolution stays', () => {
  const staysPlain = (name: string, layer: Layer, form: Form = 'winograd-2') =>
    it(name, () => {
      assert.equal(stripsOf(build(unwrittenWeights(layer), layer, form)), 0);
    });

  staysPlain('where the profile says so', small, 'direct');
  staysPlain('at stride 2', { ...small, height: 32, width: 32, stride: 2 });
  staysPlain('in a picture small beside the weights', { ...small, height: 14 });
  staysPlain('with an odd side', { ...small, height: 17 });
  staysPlain('of few channels', { ...small, inChannels: 4 });
  staysPlain('of so many that their transform takes 150 MB', {
    ...small,
    inChannels: 1920,
    outChannels: 1280,
  });
});

it('large tiles are for the processor alone', () => {
  const { convolution: form } = withLargeTiles({}).profile ?? cpuGraph;
  assert.equal(form, 'winograd-4');
  const direct = { profile: { ...cpuGraph, convolution: 'direct' as const } };
  assert.equal(withLargeTiles(direct), direct);
});

/** Entries of a file that is not there: a graph is built without reading it. */
function unwrittenWeights({ inChannels, outChannels }: Layer): TensorIndex {
  const shapes = { 'conv.weight': [outChannels, inChannels, 3, 3], 'conv.bias': [outChannels] };
  const place = { dtype: 'F32', file: join(folder, 'none'), offset: 0 } as const;
  return new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const byteLength = 4 * shape.reduce((product, size) => product * size, 1);
      return [name, { ...place, name, shape, byteLength }];
    }),
  );
}

/** The weight's numbers cut to bfloat16, in a file of their own. */
function brainFloats(weight: TensorEntry): TensorEntry {
  const bytes = readFileSync(weight.file).subarray(
    weight.offset,
    weight.offset + weight.byteLength,
  );
  const floats = new Uint32Array(Uint8Array.from(bytes).buffer);
  const file = join(folder, 'brain');
  writeFileSync(
    file,
    Uint16Array.from(floats, (bits) => bits >>> 16),
  );
  return { ...weight, dtype: 'BF16', file, offset: 0, byteLength: weight.byteLength / 2 };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, place) => sum + value * (b[place] ?? Number.NaN), 0);
}
