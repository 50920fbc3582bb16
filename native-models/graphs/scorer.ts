import type { ScorerConfig } from '../checkpoints/read-scorer.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { bertModel } from './bert.ts';
import { clipTextModel } from './clip-text-encoder.ts';
import { clipVisionModel } from './clip-vision.ts';
import type { BuiltGraph } from './built-graph.ts';
import { GraphBuilder, type GraphValue } from './graph-builder.ts';
import { linear } from './layers.ts';
import { firstTokens, normalizeRows } from './operators.ts';
import { vitModel } from './vit.ts';

/**
 * `get_image_features` of a CLIP (transformers `CLIPModel`) or a CLOOB (`CLOOBModel` of rinnakk/japanese-clip), divided by
 * their length.
 *
 * Input `pixel_values` float32 `[batch, 3, imageSize, imageSize]`, standardised; output `features` float32
 * `[batch, projectionDim]`.
 *
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildImageFeaturesGraph(
  { vision, projectionDim }: ScorerConfig,
  weights: TensorIndex,
  batch: number,
): BuiltGraph {
  const graph = new GraphBuilder('image scorer', weights);
  const { imageSize } = vision;
  const pixels = graph.input('pixel_values', 'float32', [batch, 3, imageSize, imageSize]);
  const pooled =
    vision.kind === 'clip'
      ? clipVisionModel(graph, 'vision_model', pixels, vision)
      : firstTokens(graph, vitModel(graph, 'vision_model', pixels, vision), batch);
  project(graph, 'visual_projection', pooled, projectionDim);
  return graph.finish();
}

/**
 * `get_text_features`, divided by their length.
 *
 * Inputs: `input_ids` int32 `[batch, tokens]`; for CLIP's own text model `pooled_rows` int32 `[batch]`, the places of the
 * end tokens among all `batch · tokens`; for BERT `attention_mask` float32 `[batch, tokens]`, 0 for padding. Output
 * `features` float32 `[batch, projectionDim]`.
 *
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildTextFeaturesGraph(
  { text, projectionDim }: ScorerConfig,
  weights: TensorIndex,
  { batch, tokens }: { readonly batch: number; readonly tokens: number },
): BuiltGraph {
  const graph = new GraphBuilder('text scorer', weights);
  const ids = graph.input('input_ids', 'int32', [batch, tokens]);
  let pooled: GraphValue;
  if (text.kind === 'clip') {
    const rows = graph.input('pooled_rows', 'int32', [batch]);
    const hidden = clipTextModel(graph, ids, text);
    pooled = graph.node('Gather', [hidden, rows], [batch, text.hiddenSize]);
  } else {
    const mask = graph.input('attention_mask', 'float32', [batch, tokens]);
    pooled = firstTokens(graph, bertModel(graph, 'text_model', ids, mask, text), batch);
  }
  project(graph, 'text_projection', pooled, projectionDim);
  return graph.finish();
}

function project(graph: GraphBuilder, path: string, pooled: GraphValue, width: number): void {
  const features = linear(graph, path, pooled, width, { bias: false });
  graph.output('features', normalizeRows(graph, features));
}
