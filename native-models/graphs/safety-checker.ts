import type { SafetyCheckerConfig } from '../checkpoints/read-safety-checker.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { clipVisionModel } from './clip-vision.ts';
import type { BuiltGraph } from './built-graph.ts';
import { GraphBuilder, type GraphValue } from './graph-builder.ts';
import type { GraphOptions } from './graph-profile.ts';
import { linear } from './layers.ts';
import { matrixShape, normalizeRows } from './operators.ts';

/**
 * diffusers `StableDiffusionSafetyChecker` up to its cosines: how near a picture is to each of its concepts.
 *
 * Input `pixel_values` float32 `[batch, 3, imageSize, imageSize]`, standardised (see pictures/clip-pixels.ts); output
 * `cosines` float32 `[batch, specialConcepts + concepts]`, the special ones first.
 *
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildSafetyCheckerGraph(
  config: SafetyCheckerConfig,
  weights: TensorIndex,
  batch: number,
  options: GraphOptions = {},
): BuiltGraph {
  const { vision, projectionDim, concepts, specialConcepts } = config;
  const graph = new GraphBuilder('safety checker', weights, options);
  const { imageSize } = vision;
  const pixels = graph.floatInput('pixel_values', [batch, 3, imageSize, imageSize]);
  const pooled = clipVisionModel(graph, 'vision_model.vision_model', pixels, vision);
  const features = linear(graph, 'visual_projection', pooled, projectionDim, { bias: false });
  const cosinesTo = (key: string, count: number) =>
    cosines(graph, features, graph.weight(key, [count, projectionDim]));
  const parts = [
    cosinesTo('special_care_embeds', specialConcepts),
    cosinesTo('concept_embeds', concepts),
  ];
  const attributes = { axis: { int: 1 } };
  const shape = [batch, specialConcepts + concepts];
  graph.output('cosines', graph.node('Concat', parts, shape, { attributes }));
  return graph.finish();
}

/** Cosine of every row of `a` with every row of `b`. */
function cosines(graph: GraphBuilder, a: GraphValue, b: GraphValue): GraphValue {
  const [rows] = matrixShape(a);
  const [columns] = matrixShape(b);
  const inputs = [normalizeRows(graph, a), normalizeRows(graph, b)];
  return graph.node('Gemm', inputs, [rows, columns], { attributes: { transB: { int: 1 } } });
}
