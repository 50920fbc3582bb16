import type { VitConfig } from '../checkpoints/scorer-config.ts';
import { scaledDotProductAttention } from './dot-product-attention.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { convolution, layerNorm, linear } from './layers.ts';
import { add, gelu, matrixShape, pictureShape } from './operators.ts';
import { patchesPerSide, pictureTokens } from './picture-tokens.ts';

/**
 * transformers `ViTModel` without its pooling layer.
 *
 * @param path prefix of its keys, e.g. `vision_model`.
 * @param pixels `[batch, 3, imageSize, imageSize]`, standardised.
 * @returns `last_hidden_state` as rows, `[batch · (1 + patches), hiddenSize]`.
 */
export function vitModel(
  graph: GraphBuilder,
  path: string,
  pixels: GraphValue,
  config: VitConfig,
): GraphValue {
  const { hiddenSize: width, patchSize } = config;
  const [batch] = pictureShape(pixels);
  const places = 1 + patchesPerSide(config.imageSize, patchSize) ** 2;
  const projection = `${path}.embeddings.patch_embeddings.projection`;
  const patches = convolution(graph, projection, pixels, {
    outChannels: width,
    kernel: patchSize,
    stride: patchSize,
    padding: [0, 0, 0, 0],
  });
  const classToken = graph.weight(`${path}.embeddings.cls_token`, [1, 1, width]);
  const positions = graph.weight(`${path}.embeddings.position_embeddings`, [1, places, width]);
  let hidden = pictureTokens(graph, patches, classToken, positions);
  for (let layer = 0; layer < config.numHiddenLayers; layer++)
    hidden = vitLayer(graph, `${path}.encoder.layer.${layer}`, hidden, batch, config);
  return layerNorm(graph, `${path}.layernorm`, hidden, config.layerNormEps);
}

/** transformers `ViTLayer`: norms before attention and before the wide layer. */
function vitLayer(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  batch: number,
  { intermediateSize, numAttentionHeads: heads, layerNormEps: eps }: VitConfig,
): GraphValue {
  const [, width] = matrixShape(x);
  const before = layerNorm(graph, `${path}.layernorm_before`, x, eps);
  const project = (name: string) =>
    linear(graph, `${path}.attention.attention.${name}`, before, width);
  const mixed = scaledDotProductAttention(graph, {
    query: project('query'),
    key: project('key'),
    value: project('value'),
    batch,
    heads,
  });
  const hidden = add(graph, linear(graph, `${path}.attention.output.dense`, mixed, width), x);
  const after = layerNorm(graph, `${path}.layernorm_after`, hidden, eps);
  const wide = gelu(graph, linear(graph, `${path}.intermediate.dense`, after, intermediateSize));
  return graph.module(path, add(graph, linear(graph, `${path}.output.dense`, wide, width), hidden));
}
