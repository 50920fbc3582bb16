import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { InferenceSession } from 'onnxruntime-node';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { readLora } from '../../../native-models/checkpoints/read-lora.ts';
import { adaptTensors } from '../../../native-models/checkpoints/weight-delta.ts';
import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import { add } from '../../../native-models/graphs/operators.ts';
import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { assertClose } from './equality.ts';
import { relativeError, runGraph } from './golden.ts';

/** A tensor; its numbers are a formula of their places, the same at every run. */
interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

let drawn = 0;
function numbers(...shape: number[]): Numbers {
  const length = shape.reduce((all, size) => all * size, 1);
  drawn += 1;
  const seed = drawn;
  // Multiples of 1/64 below 1 are exact in every type that a LoRA is stored in.
  const value = (index: number) => Math.round(Math.sin(seed * 12.9898 + index * 78.233) * 63) / 64;
  return { shape, data: Float64Array.from({ length }, (_, index) => value(index)) };
}

const folder = temporaryFolder();
const weights = {
  'down_blocks.0.conv.weight': numbers(6, 4, 3, 3),
  'down_blocks.0.conv.bias': numbers(6),
  'down_blocks.0.norm.weight': numbers(6),
  'attn.to_q.weight': numbers(8, 6),
};
type Key = keyof typeof weights;

/** What a form adds to a weight, before its scale, by the formulas of LyCORIS (arXiv 2309.14859), one sum at a time. */
const forms: readonly {
  readonly name: string;
  readonly key: Key;
  readonly tensors: Readonly<Record<string, Numbers>>;
  readonly rank: number | null;
  difference(tensors: Readonly<Record<string, Numbers>>, at: readonly number[]): number;
}[] = [
  {
    name: 'LoRA of a linear layer',
    key: 'attn.to_q.weight',
    tensors: { 'lora_up.weight': numbers(8, 3), 'lora_down.weight': numbers(3, 6) },
    rank: 3,
    difference: (t, [o = 0, i = 0]) =>
      sum(3, (r) => at(t['lora_up.weight'], o, r) * at(t['lora_down.weight'], r, i)),
  },
  {
    name: 'LoCon with Tucker decomposition',
    key: 'down_blocks.0.conv.weight',
    tensors: {
      'lora_up.weight': numbers(6, 2, 1, 1),
      'lora_mid.weight': numbers(2, 2, 3, 3),
      'lora_down.weight': numbers(2, 4, 1, 1),
    },
    rank: 2,
    difference: (t, [o = 0, i = 0, y = 0, x = 0]) =>
      sum(2, (a) =>
        sum(
          2,
          (b) =>
            at(t['lora_up.weight'], o, a, 0, 0) *
            at(t['lora_mid.weight'], a, b, y, x) *
            at(t['lora_down.weight'], b, i, 0, 0),
        ),
      ),
  },
  {
    name: 'LoHa of a linear layer',
    key: 'attn.to_q.weight',
    tensors: {
      hada_w1_a: numbers(8, 2),
      hada_w1_b: numbers(2, 6),
      hada_w2_a: numbers(8, 2),
      hada_w2_b: numbers(2, 6),
    },
    rank: 2,
    difference: (t, [o = 0, i = 0]) =>
      sum(2, (r) => at(t['hada_w1_a'], o, r) * at(t['hada_w1_b'], r, i)) *
      sum(2, (r) => at(t['hada_w2_a'], o, r) * at(t['hada_w2_b'], r, i)),
  },
  {
    name: 'LoHa of a convolution, its kernel flattened',
    key: 'down_blocks.0.conv.weight',
    tensors: {
      hada_w1_a: numbers(6, 2),
      hada_w1_b: numbers(2, 36),
      hada_w2_a: numbers(6, 2),
      hada_w2_b: numbers(2, 36),
    },
    rank: 2,
    difference: (t, [o = 0, i = 0, y = 0, x = 0]) => {
      const place = 9 * i + 3 * y + x;
      return (
        sum(2, (r) => at(t['hada_w1_a'], o, r) * at(t['hada_w1_b'], r, place)) *
        sum(2, (r) => at(t['hada_w2_a'], o, r) * at(t['hada_w2_b'], r, place))
      );
    },
  },
  {
    name: 'LoHa of a convolution with Tucker decomposition',
    key: 'down_blocks.0.conv.weight',
    tensors: {
      hada_t1: numbers(2, 2, 3, 3),
      hada_w1_a: numbers(2, 6),
      hada_w1_b: numbers(2, 4),
      hada_t2: numbers(2, 2, 3, 3),
      hada_w2_a: numbers(2, 6),
      hada_w2_b: numbers(2, 4),
    },
    rank: 2,
    difference: (t, [o = 0, i = 0, y = 0, x = 0]) =>
      sum(2, (a) =>
        sum(
          2,
          (b) => at(t['hada_t1'], a, b, y, x) * at(t['hada_w1_a'], a, o) * at(t['hada_w1_b'], b, i),
        ),
      ) *
      sum(2, (a) =>
        sum(
          2,
          (b) => at(t['hada_t2'], a, b, y, x) * at(t['hada_w2_a'], a, o) * at(t['hada_w2_b'], b, i),
        ),
      ),
  },
  {
    name: 'LoKr of two whole factors, whose alpha means nothing',
    key: 'attn.to_q.weight',
    tensors: { lokr_w1: numbers(2, 3), lokr_w2: numbers(4, 2) },
    rank: null,
    difference: (t, [o = 0, i = 0]) =>
      at(t['lokr_w1'], o >> 2, i >> 1) * at(t['lokr_w2'], o & 3, i & 1),
  },
  {
    name: 'LoKr with a second factor of low rank',
    key: 'attn.to_q.weight',
    tensors: { lokr_w1: numbers(2, 3), lokr_w2_a: numbers(4, 1), lokr_w2_b: numbers(1, 2) },
    rank: 1,
    difference: (t, [o = 0, i = 0]) =>
      at(t['lokr_w1'], o >> 2, i >> 1) *
      at(t['lokr_w2_a'], o & 3, 0) *
      at(t['lokr_w2_b'], 0, i & 1),
  },
  {
    name: 'LoKr of a convolution, both factors of low rank',
    key: 'down_blocks.0.conv.weight',
    tensors: {
      lokr_w1_a: numbers(2, 2),
      lokr_w1_b: numbers(2, 2),
      lokr_w2_a: numbers(3, 2),
      lokr_w2_b: numbers(2, 18),
    },
    rank: 2,
    difference: (t, [o = 0, i = 0, y = 0, x = 0]) =>
      sum(2, (r) => at(t['lokr_w1_a'], Math.floor(o / 3), r) * at(t['lokr_w1_b'], r, i >> 1)) *
      sum(2, (r) => at(t['lokr_w2_a'], o % 3, r) * at(t['lokr_w2_b'], r, 9 * (i & 1) + 3 * y + x)),
  },
  {
    name: 'LoKr of a convolution, a whole second factor',
    key: 'down_blocks.0.conv.weight',
    tensors: { lokr_w1: numbers(3, 2), lokr_w2: numbers(2, 2, 3, 3) },
    rank: null,
    difference: (t, [o = 0, i = 0, y = 0, x = 0]) =>
      at(t['lokr_w1'], o >> 1, i >> 1) * at(t['lokr_w2'], o & 1, i & 1, y, x),
  },
  {
    name: 'LoKr of a convolution with Tucker decomposition',
    key: 'down_blocks.0.conv.weight',
    tensors: {
      lokr_w1: numbers(3, 2),
      lokr_t2: numbers(2, 2, 3, 3),
      lokr_w2_a: numbers(2, 2),
      lokr_w2_b: numbers(2, 2),
    },
    rank: 2,
    difference: (t, [o = 0, i = 0, y = 0, x = 0]) =>
      at(t['lokr_w1'], o >> 1, i >> 1) *
      sum(2, (a) =>
        sum(
          2,
          (b) =>
            at(t['lokr_t2'], a, b, y, x) *
            at(t['lokr_w2_a'], a, o & 1) *
            at(t['lokr_w2_b'], b, i & 1),
        ),
      ),
  },
  {
    name: 'a whole difference',
    key: 'down_blocks.0.conv.weight',
    tensors: { diff: numbers(6, 4, 3, 3) },
    rank: null,
    difference: (t, place) => at(t['diff'], ...place),
  },
  {
    name: 'a bias’ difference',
    key: 'down_blocks.0.conv.bias',
    tensors: { diff_b: numbers(6) },
    rank: null,
    difference: (t, place) => at(t['diff_b'], ...place),
  },
  {
    name: 'a norm’s difference',
    key: 'down_blocks.0.norm.weight',
    tensors: { w_norm: numbers(6) },
    rank: null,
    difference: (t, place) => at(t['w_norm'], ...place),
  },
];

describe('relatives of LoRA are added as their papers have it', () => {
  for (const form of forms) {
    it(form.name, async () => {
      const alpha = 3;
      const file = await write(`${forms.indexOf(form)}`, form.key, {
        ...form.tensors,
        ...(form.rank !== null && { alpha: scalar(alpha) }),
      });
      const scale = form.rank === null ? 1 : alpha / form.rank;
      const expected = plain(
        form.key,
        (weight, place) => weight + 0.5 * scale * form.difference(form.tensors, place),
      );
      assertClose(form.name, await adapted(form.key, [[file, 0.5]]), expected);
    });
  }

  it('an alpha beside whole factors changes nothing', async () => {
    const form = forms.find(({ name }) => name.startsWith('LoKr of two whole')) ?? assert.fail();
    const file = await write('whole-alpha', form.key, { ...form.tensors, alpha: scalar(100) });
    const expected = plain(
      form.key,
      (weight, place) => weight + form.difference(form.tensors, place),
    );
    assertClose('LoKr', await adapted(form.key, [[file, 1]]), expected);
  });

  for (const dtype of ['F16', 'BF16', 'F64'] as const) {
    it(`stored as ${dtype}`, async () => {
      for (const form of [forms[4], forms[7]]) {
        assert.ok(form);
        const file = await write(dtype, form.key, form.tensors, dtype);
        const expected = plain(
          form.key,
          (weight, place) => weight + form.difference(form.tensors, place),
        );
        assertClose(form.name, await adapted(form.key, [[file, 1]]), expected);
      }
    });
  }
});

describe('DoRA brings rows or columns to lengths of their own', () => {
  for (const form of forms.filter(({ key }) => !/bias|norm/.test(key))) {
    for (const per of ['output', 'input'] as const) {
      it(`${form.name}, a length for each ${per}`, async () => {
        const [outputs = 1, inputs = 1, ...kernel] = weights[form.key].shape;
        const lengths = numbers(
          ...(per === 'output' ? [outputs, 1] : [1, inputs]),
          ...kernel.map(() => 1),
        );
        const file = await write('dora', form.key, { ...form.tensors, dora_scale: lengths });
        const merged = plain(
          form.key,
          (weight, place) => weight + form.difference(form.tensors, place),
        );
        for (const strength of [1, 0.4, -1]) {
          const expected = plain(form.key, (weight, place) => {
            const line = place[per === 'output' ? 0 : 1] ?? 0;
            const whole =
              (merged[indexOf(form.key, place)] ?? 0) *
              ((lengths.data[line] ?? 0) / lengthOf(form.key, merged, per, line));
            return weight + strength * (whole - weight);
          });
          assertClose(
            `strength ${strength}`,
            await adapted(form.key, [[file, strength]]),
            expected,
          );
        }
      });
    }
  }

  it('as PEFT names them, one for each output of a square weight too', async () => {
    const up = numbers(8, 2);
    const down = numbers(2, 6);
    const lengths = numbers(8);
    const peft = await writeTo(
      folder,
      'peft-dora.safetensors',
      encodeSafetensors([
        tensor('base_model.model.attn.to_q.lora_A.weight', down),
        tensor('base_model.model.attn.to_q.lora_B.weight', up),
        tensor('base_model.model.attn.to_q.lora_magnitude_vector', lengths),
      ]),
    );
    const lycoris = await write('lycoris-dora', 'attn.to_q.weight', {
      'lora_up.weight': up,
      'lora_down.weight': down,
      dora_scale: { ...lengths, shape: [8, 1] },
    });
    assert.deepEqual(
      await adapted('attn.to_q.weight', [[peft, 0.7]]),
      await adapted('attn.to_q.weight', [[lycoris, 0.7]]),
    );
  });

  it('whatever else is added, and in whatever order', async () => {
    const key = 'attn.to_q.weight';
    const lora = await write('beside', key, {
      'lora_up.weight': numbers(8, 2),
      'lora_down.weight': numbers(2, 6),
    });
    const dora = await write('length', key, {
      lokr_w1: numbers(2, 3),
      lokr_w2: numbers(4, 2),
      dora_scale: numbers(8, 1),
    });
    const one = await adapted(key, [
      [lora, 0.5],
      [dora, 0.8],
    ]);
    const other = await adapted(key, [
      [dora, 0.8],
      [lora, 0.5],
    ]);
    assert.ok(relativeError(one, other) < 1e-6);
    assert.ok(relativeError(one, await adapted(key, [[dora, 0.8]])) > 0.01);
  });
});

it('all of it is folded while loading: a run adds nothing up', async () => {
  const lengths = numbers(6, 1, 1, 1);
  for (const [index, form] of forms.entries()) {
    if (form.key !== 'down_blocks.0.conv.weight') continue;
    const file = await write(`folded-${index}`, form.key, { ...form.tensors, dora_scale: lengths });
    const { model, externalDataFolder } = await graphOf(form.key, [[file, 0.5]]);
    assert.ok(Buffer.from(model).includes(' + LoRA 0'));
    const optimized = join(folder, `folded-${index}.onnx`);
    const session = await InferenceSession.create(model, {
      graphOptimizationLevel: 'extended',
      optimizedModelFilePath: optimized,
      logSeverityLevel: 3,
      extra: { session: { model_external_initializers_file_folder_path: externalDataFolder } },
    });
    await session.release();
    assert.ok(!readFileSync(optimized).includes(' + LoRA 0'), form.name);
  }
});

describe('what does not go together is refused', () => {
  const key = 'down_blocks.0.conv.weight';
  const half = { hada_w1_a: numbers(6, 2), hada_w1_b: numbers(2, 36), hada_w2_a: numbers(6, 2) };
  const cases: readonly [string, string, Key, Readonly<Record<string, Numbers>>][] = [
    ['a LoHa without its last quarter', 'lora-unmatched', key, half],
    ['a LoKr of one factor', 'lora-unmatched', key, { lokr_w1: numbers(3, 2) }],
    ['lengths alone', 'lora-unmatched', key, { dora_scale: numbers(6, 1, 1, 1) }],
    [
      'a LoRA and a LoKr at once',
      'lora-unmatched',
      key,
      {
        'lora_up.weight': numbers(6, 2, 1, 1),
        'lora_down.weight': numbers(2, 4, 3, 3),
        lokr_w1: numbers(3, 2),
      },
    ],
    ['a LoHa whose halves differ', 'lora-wrong-shape', key, { ...half, hada_w2_b: numbers(2, 35) }],
    [
      'a LoKr for another kernel',
      'lora-wrong-shape',
      key,
      { lokr_w1: numbers(3, 2), lokr_w2: numbers(2, 2, 2, 2) },
    ],
    [
      'a LoKr with a kernel in its first factor',
      'lora-wrong-shape',
      key,
      { lokr_w1: numbers(3, 2, 3, 3), lokr_w2: numbers(2, 2) },
    ],
    [
      'a core of another rank',
      'lora-wrong-shape',
      key,
      {
        'lora_up.weight': numbers(6, 2, 1, 1),
        'lora_mid.weight': numbers(3, 2, 3, 3),
        'lora_down.weight': numbers(2, 4, 1, 1),
      },
    ],
    [
      'lengths of another number',
      'lora-wrong-shape',
      key,
      { diff: numbers(6, 4, 3, 3), dora_scale: numbers(5, 1, 1, 1) },
    ],
    ['a difference of another shape', 'lora-wrong-shape', key, { diff: numbers(6, 4, 9) }],
    [
      'a bias’ difference that is too long',
      'lora-wrong-shape',
      'down_blocks.0.conv.bias',
      { diff_b: numbers(7) },
    ],
    ['nothing at all', 'lora-wrong-shape', key, { diff: numbers(6, 0, 3, 3) }],
  ];
  for (const [name, code, of, tensors] of cases) {
    it(name, async () => {
      const file = await write('refused', of, tensors);
      await assert.rejects(readLora(file, await networks()), { code });
    });
  }

  it('whole numbers', async () => {
    const file = await write(
      'int',
      'attn.to_q.weight',
      { 'lora_up.weight': numbers(8, 2), 'lora_down.weight': numbers(2, 6) },
      'I32',
    );
    await assert.rejects(readLora(file, await networks()), {
      code: 'tensor-invalid',
      message: /whole numbers/,
    });
  });
});

async function networks() {
  const all = Object.entries(weights).map(([name, value]) => tensor(name, value));
  const file = await writeTo(folder, 'unet.safetensors', encodeSafetensors(all));
  return { unet: await readCheckpoint(file), textEncoder: new Map() };
}

/** The weight as a graph computes it. */
async function adapted(key: Key, loras: readonly (readonly [file: string, strength: number])[]) {
  const feeds = {
    x: { data: new Float32Array(weights[key].data.length), shape: weights[key].shape },
  };
  return (await runGraph(await graphOf(key, loras), feeds)).get('y') ?? assert.fail();
}

async function graphOf(key: Key, loras: readonly (readonly [file: string, strength: number])[]) {
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

function write(
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

function tensor(
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

function scalar(value: number): Numbers {
  return { shape: [], data: Float64Array.of(value) };
}

function at(numbersOf: Numbers | undefined, ...place: readonly number[]): number {
  assert.ok(numbersOf);
  const index = numbersOf.shape.reduce((all, size, axis) => all * size + (place[axis] ?? 0), 0);
  return numbersOf.data[index] ?? assert.fail();
}

function sum(count: number, term: (index: number) => number): number {
  return Array.from({ length: count }, (_, index) => term(index)).reduce(
    (all, value) => all + value,
    0,
  );
}

/** Every number of a weight, as a function of what it was and where it stands. */
function plain(
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

function indexOf(key: Key, place: readonly number[]): number {
  return weights[key].shape.reduce((all, size, axis) => all * size + (place[axis] ?? 0), 0);
}

function lengthOf(key: Key, merged: Float64Array, per: 'output' | 'input', line: number): number {
  const axis = per === 'output' ? 0 : 1;
  const inLine = merged.filter((_, index) => placeOf(weights[key].shape, index)[axis] === line);
  return Math.hypot(...inLine);
}
