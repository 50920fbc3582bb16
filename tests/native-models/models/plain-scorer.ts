/*
 * CLIP's and CLOOB's networks once more, written from the published model classes as plain loops in float64, sharing no
 * code with graphs/: one picture or text at a time, tokens as arrays of numbers.
 */

export interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type PlainWeights = ReadonlyMap<string, PlainTensor>;

type Vector = readonly number[];

export interface PlainSize {
  readonly layers: number;
  readonly heads: number;
  readonly eps: number;
  readonly activation: 'quick_gelu' | 'gelu';
}

/** `CLIPVisionTransformer`'s pooled output. @param pixels `[3, side, side]`. */
export function plainClipVision(weights: PlainWeights, pixels: Float32Array, size: PlainSize) {
  const names = {
    convolution: 'vision_model.embeddings.patch_embedding',
    first: 'vision_model.embeddings.class_embedding',
    positions: 'vision_model.embeddings.position_embedding.weight',
  };
  let tokens = pictureTokens(weights, pixels, names);
  tokens = tokens.map((x) => norm(weights, 'vision_model.pre_layrnorm', x, size.eps));
  tokens = clipEncoder(weights, 'vision_model.encoder.layers', tokens, size, () => true);
  return norm(weights, 'vision_model.post_layernorm', tokens[0]!, size.eps);
}

/** `CLIPTextTransformer`'s hidden state at `place`. */
export function plainClipText(
  weights: PlainWeights,
  ids: readonly number[],
  place: number,
  size: PlainSize,
) {
  const words = rowsOf(weights, 'text_model.embeddings.token_embedding.weight');
  const positions = rowsOf(weights, 'text_model.embeddings.position_embedding.weight');
  let tokens = ids.map((id, at) => plus(words(id), positions(at)));
  const path = 'text_model.encoder.layers';
  tokens = clipEncoder(weights, path, tokens, size, (query, key) => key <= query);
  return norm(weights, 'text_model.final_layer_norm', tokens[place]!, size.eps);
}

/** `ViTModel`'s first token. */
export function plainVit(weights: PlainWeights, pixels: Float32Array, size: PlainSize) {
  const names = {
    convolution: 'vision_model.embeddings.patch_embeddings.projection',
    first: 'vision_model.embeddings.cls_token',
    positions: 'vision_model.embeddings.position_embeddings',
  };
  let tokens = pictureTokens(weights, pixels, names);
  for (let layer = 0; layer < size.layers; layer++) {
    const path = `vision_model.encoder.layer.${layer}`;
    const before = tokens.map((x) => norm(weights, `${path}.layernorm_before`, x, size.eps));
    const self = `${path}.attention.attention`;
    const mixed = attend(
      weights,
      [`${self}.query`, `${self}.key`, `${self}.value`],
      before,
      size,
      () => true,
    );
    tokens = tokens.map((x, at) =>
      plus(x, linear(weights, `${path}.attention.output.dense`, mixed[at]!)),
    );
    tokens = tokens.map((x) => {
      const after = norm(weights, `${path}.layernorm_after`, x, size.eps);
      const wide = activate(linear(weights, `${path}.intermediate.dense`, after), 'gelu');
      return plus(x, linear(weights, `${path}.output.dense`, wide));
    });
  }
  return norm(weights, 'vision_model.layernorm', tokens[0]!, size.eps);
}

/** `BertModel`'s first token, positions 0, 1, 2 …, attention to the first `length` tokens. */
export function plainBert(
  weights: PlainWeights,
  ids: readonly number[],
  length: number,
  size: PlainSize,
) {
  const path = 'text_model.embeddings';
  const words = rowsOf(weights, `${path}.word_embeddings.weight`);
  const positions = rowsOf(weights, `${path}.position_embeddings.weight`);
  const type = rowsOf(weights, `${path}.token_type_embeddings.weight`)(0);
  let tokens = ids.map((id, at) =>
    norm(weights, `${path}.LayerNorm`, plus(plus(words(id), type), positions(at)), size.eps),
  );
  for (let layer = 0; layer < size.layers; layer++) {
    const block = `text_model.encoder.layer.${layer}`;
    const self = `${block}.attention.self`;
    const names = [`${self}.query`, `${self}.key`, `${self}.value`] as const;
    const mixed = attend(weights, names, tokens, size, (_, key) => key < length);
    tokens = tokens.map((x, at) => {
      const attended = plus(linear(weights, `${block}.attention.output.dense`, mixed[at]!), x);
      const hidden = norm(weights, `${block}.attention.output.LayerNorm`, attended, size.eps);
      const wide = activate(linear(weights, `${block}.intermediate.dense`, hidden), 'gelu');
      const narrow = plus(linear(weights, `${block}.output.dense`, wide), hidden);
      return norm(weights, `${block}.output.LayerNorm`, narrow, size.eps);
    });
  }
  return tokens[0]!;
}

/** The projection without bias, divided by its length. */
export function plainFeature(weights: PlainWeights, path: string, pooled: Vector): number[] {
  const feature = linear(weights, path, pooled);
  const length = Math.sqrt(feature.reduce((sum, value) => sum + value * value, 0));
  return feature.map((value) => value / length);
}

function pictureTokens(
  weights: PlainWeights,
  pixels: Float32Array,
  names: { readonly convolution: string; readonly first: string; readonly positions: string },
): number[][] {
  const kernel = tensor(weights, `${names.convolution}.weight`);
  const bias = weights.get(`${names.convolution}.bias`)?.data;
  const [width = 0, , patch = 0] = kernel.shape;
  const side = Math.sqrt(pixels.length / 3);
  const tokens = [[...tensor(weights, names.first).data]];
  for (let top = 0; top < side; top += patch) {
    for (let left = 0; left < side; left += patch) {
      const token = Array.from({ length: width }, (_, out) => {
        let sum = bias?.[out] ?? 0;
        for (let channel = 0; channel < 3; channel++)
          for (let y = 0; y < patch; y++)
            for (let x = 0; x < patch; x++)
              sum +=
                kernel.data[((out * 3 + channel) * patch + y) * patch + x]! *
                pixels[(channel * side + top + y) * side + left + x]!;
        return sum;
      });
      tokens.push(token);
    }
  }
  const positions = tensor(weights, names.positions).data;
  return tokens.map((token, at) => token.map((value, k) => value + positions[at * width + k]!));
}

function clipEncoder(
  weights: PlainWeights,
  path: string,
  input: number[][],
  size: PlainSize,
  sees: (query: number, key: number) => boolean,
): number[][] {
  let tokens = input;
  for (let layer = 0; layer < size.layers; layer++) {
    const block = `${path}.${layer}`;
    const before = tokens.map((x) => norm(weights, `${block}.layer_norm1`, x, size.eps));
    const names = ['q_proj', 'k_proj', 'v_proj'].map((name) => `${block}.self_attn.${name}`);
    const mixed = attend(weights, names, before, size, sees);
    tokens = tokens.map((x, at) =>
      plus(x, linear(weights, `${block}.self_attn.out_proj`, mixed[at]!)),
    );
    tokens = tokens.map((x) => {
      const after = norm(weights, `${block}.layer_norm2`, x, size.eps);
      const wide = activate(linear(weights, `${block}.mlp.fc1`, after), size.activation);
      return plus(x, linear(weights, `${block}.mlp.fc2`, wide));
    });
  }
  return tokens;
}

function attend(
  weights: PlainWeights,
  [query = '', key = '', value = '']: readonly string[],
  tokens: readonly Vector[],
  { heads }: PlainSize,
  sees: (query: number, key: number) => boolean,
): number[][] {
  const [q, k, v] = [query, key, value].map((path) => tokens.map((x) => linear(weights, path, x)));
  const width = q![0]!.length;
  const headSize = width / heads;
  return tokens.map((_, at) => {
    const mixed: number[] = Array.from({ length: width }, () => 0);
    for (let head = 0; head < heads; head++) {
      const channels = Array.from({ length: headSize }, (__, place) => head * headSize + place);
      const scores = tokens.map((__, other) => {
        if (!sees(at, other)) return -Infinity;
        const product = channels.reduce((sum, c) => sum + q![at]![c]! * k![other]![c]!, 0);
        return product / Math.sqrt(headSize);
      });
      const most = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - most));
      const total = powers.reduce((sum, power) => sum + power, 0);
      for (const c of channels)
        for (const [other, power] of powers.entries())
          mixed[c]! += (power / total) * v![other]![c]!;
    }
    return mixed;
  });
}

function linear(weights: PlainWeights, path: string, x: Vector): number[] {
  const weight = tensor(weights, `${path}.weight`);
  const bias = weights.get(`${path}.bias`)?.data;
  const [outputs = 0, inputs = 0] = weight.shape;
  if (inputs !== x.length) throw new RangeError(`${path} takes ${inputs} values, not ${x.length}`);
  return Array.from({ length: outputs }, (_, row) =>
    x.reduce(
      (sum, value, column) => sum + value * weight.data[row * inputs + column]!,
      bias?.[row] ?? 0,
    ),
  );
}

function norm(weights: PlainWeights, path: string, x: Vector, eps: number): number[] {
  const [scale, shift] = ['weight', 'bias'].map((name) => tensor(weights, `${path}.${name}`).data);
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map(
    (value, k) => ((value - mean) / Math.sqrt(variance + eps)) * scale![k]! + shift![k]!,
  );
}

function activate(x: Vector, activation: PlainSize['activation']): number[] {
  return x.map((value) =>
    activation === 'quick_gelu'
      ? value / (1 + Math.exp(-1.702 * value))
      : (value * (1 + errorFunction(value / Math.SQRT2))) / 2,
  );
}

/** By its power series, which is exact enough where it matters. */
function errorFunction(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function plus(a: Vector, b: Vector): number[] {
  return a.map((value, k) => value + b[k]!);
}

function rowsOf(weights: PlainWeights, key: string): (row: number) => number[] {
  const { shape, data } = tensor(weights, key);
  const width = shape.at(-1) ?? 0;
  return (row) => [...data.subarray(row * width, (row + 1) * width)];
}

function tensor(weights: PlainWeights, key: string): PlainTensor {
  const found = weights.get(key);
  if (!found) throw new RangeError(`there is no ${key}`);
  return found;
}
