import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { checkDivides } from './graph-error.ts';
import { linear } from './layers.ts';
import { matrixShape, reshape } from './operators.ts';

interface AttentionOptions {
  readonly batch: number;
  readonly heads: number;
  /** What `x` attends to. */
  readonly context: KeysAndValues;
  /** Whether to_q has a bias (to_out always has): the VAE's has, the UNet's has not. */
  readonly queryBias: boolean;
}

/** Both `[batch · context tokens, channels]`. */
export interface KeysAndValues {
  readonly key: GraphValue;
  readonly value: GraphValue;
}

/**
 * diffusers `Attention` without its norm and residual: `to_q`, scaled dot products with keys and values, `to_out.0`.
 *
 * @param x `[batch · tokens, channels]`.
 */
export function attention(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  { batch, heads, context, queryBias }: AttentionOptions,
): GraphValue {
  const [, channels] = matrixShape(x);
  checkDivides(path, channels, heads, 'attention heads');
  const query = linear(graph, `${path}.to_q`, x, channels, { bias: queryBias });
  const mixed = scaledDotProductAttention(graph, { query, ...context, batch, heads });
  return linear(graph, `${path}.to_out.0`, mixed, channels);
}

/**
 * `to_k` and `to_v` of the attention `path`.
 *
 * @param context rows that others attend to, `[batch · tokens, width]`.
 */
export function keysAndValues(
  graph: GraphBuilder,
  path: string,
  context: GraphValue,
  channels: number,
  { bias }: { readonly bias: boolean },
): KeysAndValues {
  return {
    key: linear(graph, `${path}.to_k`, context, channels, { bias }),
    value: linear(graph, `${path}.to_v`, context, channels, { bias }),
  };
}

interface DotProductInputs {
  /** `[batch · tokens, channels]`. */
  readonly query: GraphValue;
  /** `[batch · context tokens, channels]`, as is `value`. */
  readonly key: GraphValue;
  readonly value: GraphValue;
  readonly batch: number;
  readonly heads: number;
  /** Each token sees itself and those before it. */
  readonly causal?: boolean;
  /** Added to the scaled products before the softmax, `[batch, 1, query tokens, context tokens]`. */
  readonly mask?: GraphValue;
}

/**
 * softmax(Q·Kᵀ / √headSize)·V per head, `[batch · tokens, channels]`.
 *
 * One operator of ONNX Runtime: its CPU kernel works in tiles and never stores the tokens × tokens matrix (1.9 GB
 * less at 512 px) and is a quarter faster than MatMul, Softmax, MatMul.
 */
export function scaledDotProductAttention(
  graph: GraphBuilder,
  { query, key, value, batch, heads, causal = false, mask }: DotProductInputs,
): GraphValue {
  const perSequence = (x: GraphValue): GraphValue => {
    const [rows, channels] = matrixShape(x);
    return reshape(graph, x, [batch, rows / batch, channels]);
  };
  const [queryRows, channels] = matrixShape(query);
  const [keyRows] = matrixShape(key);
  graph.countOperations((4 * queryRows * keyRows * channels) / batch);
  const sequences = perSequence(query);
  const mixed = graph.node(
    'MultiHeadAttention',
    [sequences, perSequence(key), perSequence(value), ...(mask ? [null, null, mask] : [])],
    sequences.shape,
    {
      domain: 'com.microsoft',
      attributes: { num_heads: { int: heads }, ...(causal && { unidirectional: { int: 1 } }) },
    },
  );
  return reshape(graph, mixed, query.shape);
}
