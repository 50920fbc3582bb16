import type { ClipVisionConfig } from '../checkpoints/scorer-config.ts';
import { clipLayer } from './clip-layer.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { convolution, layerNorm } from './layers.ts';
import { firstTokens, pictureShape } from './operators.ts';
import { patchesPerSide, pictureTokens } from './picture-tokens.ts';

/**
 * transformers `CLIPVisionModel`.
 *
 * @param path prefix of its keys, e.g. `vision_model`.
 * @param pixels `[batch, 3, imageSize, imageSize]`, standardised.
 * @returns the pooled output, `[batch, hiddenSize]`.
 */
export function clipVisionModel(
  graph: GraphBuilder,
  path: string,
  pixels: GraphValue,
  config: ClipVisionConfig,
): GraphValue {
  const { hiddenSize: width, patchSize, layerNormEps: eps } = config;
  const [batch] = pictureShape(pixels);
  const places = 1 + patchesPerSide(config.imageSize, patchSize) ** 2;
  const patches = convolution(graph, `${path}.embeddings.patch_embedding`, pixels, {
    outChannels: width,
    kernel: patchSize,
    stride: patchSize,
    padding: [0, 0, 0, 0],
    bias: false,
  });
  const classToken = graph.weight(`${path}.embeddings.class_embedding`, [width]);
  const positions = graph.weight(`${path}.embeddings.position_embedding.weight`, [places, width]);
  let hidden = pictureTokens(graph, patches, classToken, positions);
  // The key is misspelt in every published file.
  hidden = layerNorm(graph, `${path}.pre_layrnorm`, hidden, eps);
  for (let layer = 0; layer < config.numHiddenLayers; layer++)
    hidden = clipLayer(graph, `${path}.encoder.layers.${layer}`, hidden, batch, config, false);
  graph.module(`${path}.encoder`, hidden);
  return layerNorm(graph, `${path}.post_layernorm`, firstTokens(graph, hidden, batch), eps);
}
