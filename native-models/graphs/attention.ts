import { scaledDotProductAttention } from './dot-product-attention.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { checkDivides } from './graph-error.ts';
import { linear } from './layers.ts';
import { matrixShape } from './operators.ts';

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
