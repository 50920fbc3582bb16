import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { TensorDtype, TensorEntry } from '../../../native-models/checkpoints/tensor-entry.ts';
import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import { GraphError } from '../../../native-models/graphs/graph-error.ts';
import { groupNorm } from '../../../native-models/graphs/group-norm.ts';
import { linear } from '../../../native-models/graphs/layers.ts';
import { upsample } from '../../../native-models/graphs/sampling.ts';
import { runGraph } from './golden.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nishiki-graph-重み-'));
});
after(() => rm(folder, { recursive: true }));

describe('weights are used where they lie', () => {
  it('at any offset, in several files of several folders with Japanese names', async () => {
    // 3 bytes of something else first: real headers are not always a multiple of 4 long.
    const weight = writeFloats('層/重み.bin', [1, 2, 3, 4, 5, 6], { key: 'fc.weight', skip: 3 });
    const bias = writeFloats('bias.bin', [10, 20], { key: 'fc.bias', skip: 1 });
    const graph = new GraphBuilder('test', new Map([weight, bias]));
    const x = graph.input('x', 'float32', [1, 3]);
    graph.output('y', linear(graph, 'fc', x, 2));
    const built = graph.finish();

    assert.equal(built.externalDataFolder, folder);
    assert.deepEqual(built.weightKeys, ['fc.weight', 'fc.bias']);
    assert.equal(built.weightBytes, 32);
    assert.deepEqual([...built.weightFiles.values()], [3 + 24, 1 + 8]);
    assert.ok(built.model.length < 1000, 'the model must not hold the weights');
    const results = await runGraph(built, { x: { data: Float32Array.of(1, 1, 1), shape: [1, 3] } });
    assert.deepEqual([...(results.get('y') ?? [])], [16, 35]);
  });

  it('float16 weights are widened', async () => {
    // 1, −2, 0.5, 65504 and the smallest subnormal, by their IEEE 754 half-precision bits.
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x7bff, 0x0001);
    const weight = writeBytes('half.bin', bits, { key: 'fc.weight', dtype: 'F16', shape: [1, 5] });
    const graph = new GraphBuilder('test', new Map([weight]));
    const x = graph.input('x', 'float32', [5, 5]);
    graph.output('y', linear(graph, 'fc', x, 1, { bias: false }));
    const built = graph.finish();

    assert.equal(built.weightBytes, 20);
    const identity = Float32Array.from({ length: 25 }, (_, place) => (place % 6 === 0 ? 1 : 0));
    const results = await runGraph(built, { x: { data: identity, shape: [5, 5] } });
    assert.deepEqual([...(results.get('y') ?? [])], [1, -2, 0.5, 65_504, 2 ** -24]);
  });

  it('so are bfloat16 ones, and float64 ones rounded', async () => {
    // 1, −2, 3.0 · 2¹⁰⁰, by the upper halves of their float32 bits.
    const bits = Uint16Array.of(0x3f80, 0xc000, 0x7240);
    const brain = { key: 'a.weight', dtype: 'BF16', shape: [1, 3] } as const;
    const double = { key: 'b.weight', dtype: 'F64', shape: [1, 3] } as const;
    const weights = new Map([
      writeBytes('brain.bin', bits, brain),
      writeBytes('double.bin', Float64Array.of(0.1, -1, 2), double),
    ]);
    const graph = new GraphBuilder('test', weights);
    const x = graph.input('x', 'float32', [3, 3]);
    graph.output('a', linear(graph, 'a', x, 1, { bias: false }));
    graph.output('b', linear(graph, 'b', x, 1, { bias: false }));
    const identity = Float32Array.from({ length: 9 }, (_, place) => (place % 4 === 0 ? 1 : 0));
    const results = await runGraph(graph.finish(), { x: { data: identity, shape: [3, 3] } });
    assert.deepEqual([...(results.get('a') ?? [])], [1, -2, 1.5 * 2 ** 101]);
    assert.deepEqual([...(results.get('b') ?? [])], [Math.fround(0.1), -1, 2]);
  });

  it('a 1×1 convolution and a linear layer are the same bytes', () => {
    const weight = writeFloats('conv.bin', [1, 2], { key: 'fc.weight', shape: [1, 2, 1, 1] });
    const graph = new GraphBuilder('test', new Map([weight]));
    graph.output('y', linear(graph, 'fc', graph.input('x', 'float32', [1, 2]), 1, { bias: false }));
    assert.deepEqual(graph.finish().weightKeys, ['fc.weight']);
  });
});

describe('weights that do not fit are an error that lists them all', () => {
  it('missing, of another shape, of another type', () => {
    const weights = new Map([
      entry({ key: 'a.weight', shape: [3, 2] }),
      entry({ key: 'a.bias', dtype: 'I32', shape: [2] }),
      entry({ key: 'b.bias', dtype: 'U8', shape: [4] }),
    ]);
    const graph = new GraphBuilder('UNet', weights);
    const x = graph.input('x', 'float32', [1, 3]);
    graph.output('y', linear(graph, 'b', linear(graph, 'a', x, 2), 4));
    assert.throws(
      () => graph.finish(),
      (error: unknown) => {
        assert.ok(error instanceof GraphError);
        assert.equal(error.code, 'weights-do-not-fit');
        assert.deepEqual(error.problems, [
          { kind: 'wrong-shape', key: 'a.weight', expectedShape: [2, 3], foundShape: [3, 2] },
          { kind: 'wrong-dtype', key: 'a.bias', expectedShape: [2], foundDtype: 'I32' },
          { kind: 'missing', key: 'b.weight', expectedShape: [4, 2] },
          { kind: 'wrong-dtype', key: 'b.bias', expectedShape: [4], foundDtype: 'U8' },
        ]);
        assert.match(error.message, /The UNet cannot be built: 4 of/);
        assert.match(error.message, /a\.weight has shape \[3, 2\], expected \[2, 3\]/);
        assert.match(error.message, /b\.weight is missing \(expected shape \[4, 2\]\)/);
        return true;
      },
    );
  });

  it('channels that do not divide into groups', () => {
    const graph = new GraphBuilder('UNet', new Map());
    const x = graph.input('x', 'float32', [1, 6, 2, 2]);
    assert.throws(() => groupNorm(graph, 'conv_norm_out', x, { groups: 4, eps: 1e-5 }), {
      name: 'GraphError',
      code: 'unsupported-config',
      message: /conv_norm_out, 6 channels do not divide into 4 norm groups/,
    });
  });

  it('an intermediate that the network does not have', () => {
    const graph = new GraphBuilder('UNet', new Map(), { intermediates: ['down_blocks.9'] });
    assert.throws(() => graph.finish(), { name: 'RangeError', message: /no down_blocks\.9/ });
  });
});

describe('layers, by hand', () => {
  it('group norm: every group of every picture alone, then scale and bias per channel', async () => {
    const scale = writeFloats('scale.bin', [1, 1, 2, 1], { key: 'norm.weight' });
    const bias = writeFloats('shift.bin', [0, 0, 0, 5], { key: 'norm.bias' });
    const graph = new GraphBuilder('test', new Map([scale, bias]));
    const x = graph.input('x', 'float32', [2, 4, 1, 1]);
    graph.output('y', groupNorm(graph, 'norm', x, { groups: 2, eps: 0 }));
    const data = Float32Array.of(1, 3, 10, 30, 0, 8, -1, 1);
    const results = await runGraph(graph.finish(), { x: { data, shape: [2, 4, 1, 1] } });
    assert.deepEqual([...(results.get('y') ?? [])], [-1, 1, -2, 6, -1, 1, -2, 6]);
  });

  it('upsampling takes pixel ⌊i · source / target⌋, also to sizes that are not double', async () => {
    // A convolution that returns its input: 1 in the middle of the kernel.
    const kernel = Array.from({ length: 9 }, (_, place) => (place === 4 ? 1 : 0));
    const weight = writeFloats('k.bin', kernel, { key: 'up.conv.weight', shape: [1, 1, 3, 3] });
    const bias = writeFloats('b.bin', [0], { key: 'up.conv.bias' });
    const picture = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [1, 1, 2, 3] };
    const enlarge = async (size?: { height: number; width: number }) => {
      const graph = new GraphBuilder('test', new Map([weight, bias]));
      const x = graph.input('x', 'float32', picture.shape);
      graph.output('y', upsample(graph, 'up', x, size));
      return [...((await runGraph(graph.finish(), { x: picture })).get('y') ?? [])];
    };
    const oddSize = [
      [1, 1, 2, 2, 3],
      [1, 1, 2, 2, 3],
      [4, 4, 5, 5, 6],
    ];
    assert.deepEqual(await enlarge({ height: 3, width: 5 }), oddSize.flat());
    const [first, second] = [
      [1, 1, 2, 2, 3, 3],
      [4, 4, 5, 5, 6, 6],
    ];
    const doubled = [first, first, second, second].flat();
    assert.deepEqual(await enlarge(), doubled);
    assert.deepEqual(await enlarge({ height: 4, width: 6 }), doubled);
  });
});

interface Written {
  readonly key: string;
  readonly dtype?: TensorDtype;
  readonly shape?: readonly number[];
  /** Bytes in front of the tensor. */
  readonly skip?: number;
}

function writeFloats(name: string, values: number[], written: Written): [string, TensorEntry] {
  return writeBytes(name, Float32Array.from(values), {
    shape: shapeFor(written, values),
    ...written,
  });
}

/** A bias is a vector; `fc.weight` of these tests has two rows. */
function shapeFor({ key }: Written, values: number[]): number[] {
  return key === 'fc.weight' ? [2, values.length / 2] : [values.length];
}

function writeBytes(
  name: string,
  values: Float32Array | Float64Array | Uint16Array,
  written: Written,
): [string, TensorEntry] {
  const file = join(folder, name);
  const { skip: offset = 0 } = written;
  mkdirSync(join(file, '..'), { recursive: true });
  const bytes = Buffer.from(values.buffer);
  writeFileSync(file, Buffer.concat([Buffer.alloc(offset, 0xff), bytes]));
  return entry({ ...written, file, byteLength: bytes.length, offset });
}

function entry({
  key: name,
  dtype = 'F32',
  shape = [],
  file = join(folder, 'none'),
  offset = 0,
  byteLength = 0,
}: Written & { file?: string; offset?: number; byteLength?: number }): [string, TensorEntry] {
  return [name, { name, dtype, shape, file, offset, byteLength }];
}
