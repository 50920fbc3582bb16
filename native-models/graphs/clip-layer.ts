import { scaledDotProductAttention } from './dot-product-attention.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { layerNorm, linear } from './layers.ts';
import { add, gelu, matrixShape, quickGelu } from './operators.ts';

/** What CLIP's text and vision layers have in common. */
export interface ClipLayerConfig {
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly numAttentionHeads: number;
  /** `quick_gelu` is x·sigmoid(1.702x), `gelu` the exact erf form. */
  readonly hiddenAct: 'quick_gelu' | 'gelu';
  readonly layerNormEps: number;
}

/**
 * transformers `CLIPEncoderLayer`.
 *
 * @param x `[batch · tokens, hiddenSize]`.
 * @param causal whether each token sees itself and those before it only, as in the text model.
 */
export function clipLayer(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  batch: number,
  config: ClipLayerConfig,
  causal: boolean,
): GraphValue {
  const norm = (name: string, value: GraphValue) =>
    layerNorm(graph, `${path}.${name}`, value, config.layerNormEps);
  const attended = selfAttention(graph, `${path}.self_attn`, norm('layer_norm1', x), {
    batch,
    heads: config.numAttentionHeads,
    causal,
  });
  const hidden = add(graph, x, attended);
  const processed = multilayerPerceptron(graph, `${path}.mlp`, norm('layer_norm2', hidden), config);
  return graph.module(path, add(graph, hidden, processed));
}

/** transformers `CLIPAttention`. */
function selfAttention(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  options: { readonly batch: number; readonly heads: number; readonly causal: boolean },
): GraphValue {
  const [, width] = matrixShape(x);
  const query = linear(graph, `${path}.q_proj`, x, width);
  const key = linear(graph, `${path}.k_proj`, x, width);
  const value = linear(graph, `${path}.v_proj`, x, width);
  const mixed = scaledDotProductAttention(graph, { query, key, value, ...options });
  return graph.module(path, linear(graph, `${path}.out_proj`, mixed, width));
}

/** transformers `CLIPMLP`. */
function multilayerPerceptron(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  { hiddenSize, intermediateSize, hiddenAct }: ClipLayerConfig,
): GraphValue {
  const wide = linear(graph, `${path}.fc1`, x, intermediateSize);
  const active = hiddenAct === 'quick_gelu' ? quickGelu(graph, wide) : gelu(graph, wide);
  return graph.module(path, linear(graph, `${path}.fc2`, active, hiddenSize));
}
