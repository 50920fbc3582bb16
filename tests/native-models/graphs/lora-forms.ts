import assert from 'node:assert/strict';

/** A tensor; its numbers are a formula of their places, the same at every run. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

let drawn = 0;
export function numbers(...shape: number[]): Numbers {
  const length = shape.reduce((all, size) => all * size, 1);
  drawn += 1;
  const seed = drawn;
  // Multiples of 1/64 below 1 are exact in every type that a LoRA is stored in.
  const value = (index: number) => Math.round(Math.sin(seed * 12.9898 + index * 78.233) * 63) / 64;
  return { shape, data: Float64Array.from({ length }, (_, index) => value(index)) };
}

export const weights = {
  'down_blocks.0.conv.weight': numbers(6, 4, 3, 3),
  'down_blocks.0.conv.bias': numbers(6),
  'down_blocks.0.norm.weight': numbers(6),
  'attn.to_q.weight': numbers(8, 6),
};
export type Key = keyof typeof weights;

/** What a form adds to a weight, before its scale, by the formulas of LyCORIS (arXiv 2309.14859), one sum at a time. */
export const forms: readonly {
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

export function scalar(value: number): Numbers {
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
